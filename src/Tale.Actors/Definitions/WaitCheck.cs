namespace Tale.Actors.Definitions;

/// <summary>Finds what is wrong with a definition's waits beyond what each says of itself.</summary>
internal static class WaitCheck
{
    public static IEnumerable<string> Problems(SequenceNode root)
    {
        var waits = StepPath.Steps(root, "").Where(entry => entry.Step.Body is StepBody.Signal)
            .Select(entry => (entry.Path, entry.Step, Signal: (StepBody.Signal)entry.Step.Body)).ToList();
        foreach (var (path, step, signal) in waits)
        {
            if (signal is { Timeout: not null, OnTimeout: WaitTimeoutPolicy.Continue } && !step.KeepsType)
            {
                yield return $"step '{path}' goes on without its signal when that does not come in time, but has no {step.OutputType.Name} to "
                    + "go on with; use WaitTimeoutPolicy.Compensate or Suspend";
            }
        }
        foreach (var (path, step, _) in waits.Where(wait => wait.Path.Split('/').Contains(StepPath.AnyItem)))
        {
            yield return $"step '{path}' waits for a signal for each item, and a signal does not say for which; wait before or after the "
                + "items, or let each be a transaction of its own";
        }
        foreach (var group in waits.GroupBy(wait => wait.Step.Name).Where(group => group.DistinctBy(wait => wait.Signal.PayloadType).Count() > 1))
        {
            yield return $"the signal '{group.Key}' has payloads of different types, "
                + $"{string.Join(", ", group.Select(wait => wait.Signal.PayloadType?.Name ?? "none").Distinct())}; give each a name of its own";
        }
    }
}
