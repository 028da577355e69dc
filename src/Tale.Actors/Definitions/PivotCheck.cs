namespace Tale.Actors.Definitions;

/// <summary>Finds what is wrong with a definition's pivot. Past it there is no way back, so whatever follows must be able to try again.</summary>
internal static class PivotCheck
{
    public static IEnumerable<string> Problems(SequenceNode root)
    {
        var pivots = StepPath.Steps(root, "").Where(entry => entry.Step.Settings.IsPivot).ToList();
        if (pivots.Count == 0)
            return [];
        if (pivots.Count > 1)
            return [$"it has {pivots.Count} pivots, {string.Join(", ", pivots.Select(entry => $"'{entry.Path}'"))}; there can be only one"];
        var (path, pivot) = pivots[0];
        var position = root.Children.ToList().FindIndex(child => ReferenceEquals(child, pivot));
        if (position < 0)
            return [$"the pivot '{path}' stands within a block or a nested sequence; it must be a step of the outermost sequence"];
        return root.Children.Skip(position + 1).SelectMany(child => StepPath.Steps(child, child.Name))
            .Select(entry => Problem(entry.Path, entry.Step, path)).OfType<string>();
    }

    /// <summary>A child has one end: once it has gone back, trying the step again finds it so.</summary>
    public static IEnumerable<string> Warnings(SequenceNode root) =>
        from entry in root.Children.SkipWhile(child => child is not StepNode { Settings.IsPivot: true }).Skip(1)
            .SelectMany(child => StepPath.Steps(child, child.Name))
        where entry.Step.Body is StepBody.Child
        select $"step '{entry.Path}' is a transaction and follows the pivot, where nothing is undone any more: if it goes back, it cannot be tried again, and "
            + "an operator has to say what the step is to have had. Have its own steps retried until they succeed, or put it before the pivot";

    private static string? Problem(string path, StepNode step, string pivot) => step switch
    {
        { Body: StepBody.Code or StepBody.Participant, Settings.Retry.MaxRetries: 0 } =>
            $"step '{path}' follows the pivot '{pivot}', where nothing is undone any more, but is never retried; say how often with Retry(...)",
        { Body: StepBody.Signal { Timeout: not null, OnTimeout: WaitTimeoutPolicy.Compensate } } =>
            $"step '{path}' follows the pivot '{pivot}', where nothing is undone any more; when its signal does not come in time it can "
            + "only continue or be suspended: say which",
        _ => null,
    };
}
