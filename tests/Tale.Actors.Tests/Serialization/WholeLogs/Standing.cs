using Tale.Actors.Core;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>Where the transaction of a log stands, as a text to compare.</summary>
internal static class Standing
{
    /// <summary>Status, due time and steps, those left out that have not begun.</summary>
    public static string Of(TransactionState state, DateTimeOffset now)
    {
        var due = state.DueAt(now) is { } at ? at == Due.AtOnce ? ", due at once" : $", due in {(at - now).TotalMinutes:0.#} min" : "";
        var steps = state.Plan.InOrder.Where(step => state[step].Phase != StepPhase.Pending)
            .Select(step => $"{step.Path} {Text(state[step], now)}");
        return $"{state.Status}{due}: {string.Join(", ", steps)}";
    }

    private static string Text(StepState step, DateTimeOffset now) => step.Open switch
    {
        OpenAttempt.Waiting { At: var at } when at == Due.AtOnce => $"waits for its turn {Number(step)}",
        OpenAttempt.Waiting waiting => $"waits {(waiting.At - now).TotalMinutes:0.#} min {Number(step)}",
        OpenAttempt.Issued => $"{step.Phase} {Number(step)}",
        _ => $"{step.Phase}",
    };

    private static string Number(StepState step) => $"#{step.OpenNumber}{(step.WasInterrupted ? "?" : "")}";
}
