using Spectre.Console;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>Follows one booking and writes a line for everything new, as it happens.</summary>
internal sealed class BookingProgress(IAnsiConsole console)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly HashSet<string> _shown = [];

    /// <summary>Polls until the condition holds, and shows the way there.</summary>
    public Task<TransactionDto> FollowAsync(
        NodeApi api, string id, Func<TransactionDto, bool> until, CancellationToken cancellationToken) =>
        console.Profile.Capabilities.Interactive
            ? console.Status().StartAsync(id, spinner => PollAsync(api, id, until, spinner, cancellationToken))
            : PollAsync(api, id, until, null, cancellationToken);

    /// <summary>True once nothing more happens by itself: at an outcome, or suspended.</summary>
    public static bool HasEnded(TransactionDto transaction) =>
        transaction.Status is not (TransactionStatus.Running or TransactionStatus.Compensating);

    private async Task<TransactionDto> PollAsync(
        NodeApi api, string id, Func<TransactionDto, bool> until, StatusContext? spinner, CancellationToken cancellationToken)
    {
        while (true)
        {
            var transaction = await api.GetAsync(id, cancellationToken);
            foreach (var line in Lines(transaction).Where(_shown.Add))
                console.MarkupLine(line);
            spinner?.Status(Markup.Escape(Now(transaction)));
            if (until(transaction))
                return transaction;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Names the step that is under way, else the transaction.</summary>
    private static string Now(TransactionDto transaction) =>
        transaction.Steps.FirstOrDefault(IsUnderWay) is { } step
            ? $"{step.Path}: {step.Status.ToString().ToLowerInvariant()}"
            : transaction.Id;

    private static bool IsUnderWay(StepDto step) => step.Status is StepStatus.Running or StepStatus.Retrying or StepStatus.Compensating;

    /// <summary>Lists all that there is to say by now, in the order in which it happened; between two polls this only grows.</summary>
    private static IEnumerable<string> Lines(TransactionDto transaction) => transaction.Steps.SelectMany(Lines)
        .Concat(transaction.Compensations.Select(path => $"  [blue]↩[/] {Markup.Escape(path)} undone"));

    private static IEnumerable<string> Lines(StepDto step)
    {
        var path = Markup.Escape(step.Path);
        foreach (var attempt in step.Failure?.Attempts ?? [])
            yield return $"  [yellow]![/] {path}: attempt {attempt.Attempt} failed: {Markup.Escape(attempt.Message)}";
        if (HasSucceeded(step.Status))
            yield return $"  [green]✓[/] {path}{(step.Attempts > 1 ? $" (attempt {step.Attempts})" : "")}";
        else if (step.Status is StepStatus.Failed)
            yield return $"  [red]✗[/] {path} failed for good: what took effect is undone, in reverse";
        else if (step.Status is StepStatus.Unknown or StepStatus.Suspended)
            yield return $"  [red]?[/] {path} needs an operator";
    }

    private static bool HasSucceeded(StepStatus status) =>
        status is StepStatus.Succeeded or StepStatus.Compensating or StepStatus.Compensated or StepStatus.CompensationFailed;
}
