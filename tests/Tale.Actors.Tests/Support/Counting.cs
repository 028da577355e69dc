using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Support;

/// <summary>talepy's favourite step: it counts, and notes what it was given.</summary>
internal static class Counting
{
    public static TransactionBuilder<TIn, int> Counts<TIn>(this TransactionBuilder<TIn, int> builder, string name, Trace trace) => builder
        .Step(name, n =>
        {
            trace.Add($"{name} execute: {n}");
            return n + 1;
        })
        .Undo(n => trace.Add($"{name} compensate: {n}"));

    /// <summary>The same, through awaits.</summary>
    public static TransactionBuilder<TIn, int> CountsLater<TIn>(this TransactionBuilder<TIn, int> builder, string name, Trace trace) =>
        builder
        .Step(name, async n =>
        {
            await Task.Yield();
            trace.Add($"{name} execute: {n}");
            return n + 1;
        })
        .Undo(async n =>
        {
            await Task.Yield();
            trace.Add($"{name} compensate: {n}");
        });

    public static TransactionBuilder<TIn, int> Fails<TIn>(this TransactionBuilder<TIn, int> builder, string name, string message = "oh no") =>
        builder.Step(name, Failing(message));

    public static Func<int, int> Failing(string message) => _ => throw new InvalidOperationException(message);

    public static Action<int> FailingUndo(string message) => _ => throw new InvalidOperationException(message);

    /// <summary>No second try: a test of what follows need not wait for it.</summary>
    public static StepOptions UndoOnce(StepOptions step) => step.RetryCompensation(RetryPolicy.None);
}
