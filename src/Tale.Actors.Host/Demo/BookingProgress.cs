using Spectre.Console;
using Tale.Actors.Host.Api;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>Follows one booking and writes a line for everything new, as it happens.</summary>
internal sealed class BookingProgress(IAnsiConsole console)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly Dictionary<string, StepDto> _seen = [];

    /// <summary>Polls until the condition holds, and shows the way there.</summary>
    public async Task<TransactionDto> FollowAsync(NodeApi api, string id, Func<TransactionDto, bool> until, CancellationToken cancellationToken)
    {
        while (true)
        {
            var transaction = await api.GetAsync(id, cancellationToken);
            Show(transaction);
            if (until(transaction))
                return transaction;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    public static bool HasEnded(TransactionDto transaction) => transaction.Status is not (TransactionStatus.Running or TransactionStatus.Compensating);

    private void Show(TransactionDto transaction)
    {
        // Undos run backwards, and are shown in the order in which they ran.
        var backwards = transaction.Status is not (TransactionStatus.Running or TransactionStatus.Completed);
        foreach (var step in transaction.Steps.Where(step => step.CompensationAttempts == 0))
            ShowChange(step);
        foreach (var step in backwards ? transaction.Steps.Where(step => step.CompensationAttempts > 0).Reverse() : [])
            ShowChange(step);
    }

    private void ShowChange(StepDto step)
    {
        var before = _seen.GetValueOrDefault(step.Path);
        _seen[step.Path] = step;
        if (before is not null && before.Status == step.Status && before.Failure?.Attempts.Count == step.Failure?.Attempts.Count)
            return;
        foreach (var attempt in step.Failure?.Attempts.Skip(before?.Failure?.Attempts.Count ?? 0) ?? [])
            console.MarkupLineInterpolated($"  [yellow]![/] {step.Path}: attempt {attempt.Attempt} failed: {attempt.Message}");
        if (before?.Status == step.Status)
            return;
        // A step that was quick may be seen undone without having been seen done.
        if (step.Status is StepStatus.Compensating or StepStatus.Compensated && before?.Status is not (StepStatus.Succeeded or StepStatus.Compensating))
            console.MarkupLineInterpolated($"  [green]✓[/] {step.Path}");
        if (Line(step) is { } line)
            console.MarkupLine(line);
    }

    private static string? Line(StepDto step)
    {
        var path = Markup.Escape(step.Path);
        return step.Status switch
        {
            StepStatus.Succeeded when step.Attempts > 1 => $"  [green]✓[/] {path} (attempt {step.Attempts})",
            StepStatus.Succeeded => $"  [green]✓[/] {path}",
            StepStatus.Failed => $"  [red]✗[/] {path} failed for good: undoing what took effect",
            StepStatus.Compensated => $"  [blue]↩[/] {path} undone",
            StepStatus.CompensationFailed or StepStatus.Suspended or StepStatus.Unknown => $"  [red]?[/] {path} {step.Status}",
            _ => null,
        };
    }
}
