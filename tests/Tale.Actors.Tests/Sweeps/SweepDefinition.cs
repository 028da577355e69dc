using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// The transaction of the sweeps: two nested blocks of two branches with steps before and after, one of them a participant's.
/// <code>
/// first - outer { left | right - inner { up | down } } - after (participant) - last
/// </code>
/// </summary>
internal static class SweepDefinition
{
    public static readonly IReadOnlyList<Road> Roads = Enum.GetValues<Road>();

    public static string Name(Road road, Waits waits) => $"{road}-{waits}";

    public static TransactionDefinition Make(Road road, Waits waits, SweepSteps steps)
    {
        var head = Later(Transaction.Define<int>(Name(road, waits)), "first")
            .Concurrent("outer", outer => outer
                .Branch(left => Later(left, "left"))
                .Branch(right => Now(right, "right").Concurrent("inner", inner => inner
                    .Branch(up => Now(up, "up"))
                    .Branch(down => Later(down, "down"))
                    .Join((_, up, down) => up + down)))
                .Join((_, left, inner) => left + inner))
            .Participant("after", ParticipantAddress.Registered<SweepParticipant>(), Options);
        return road == Road.BackwardTyped ? Typed(head, "last").Build() : Now(head, "last").Build();

        StepOptions Options(StepOptions step) => step.Retry(Policy(waits)).RetryCompensation(Policy(waits));
        TransactionBuilder<int, int> Now(TransactionBuilder<int, int> before, string name) => before
            .Step(name, (int n, StepContext step) => steps.Execute(road, step, n), Options)
            .Undo((n, step) => steps.Undo(road, step, n));
        TransactionBuilder<int, string> Typed(TransactionBuilder<int, int> before, string name) => before
            .Step(name, (int n, StepContext step) => $"{steps.Execute(road, step, n)}", Options)
            .Undo((text, step) => steps.Undo(road, step, text));
        TransactionBuilder<int, int> Later(TransactionBuilder<int, int> before, string name) => before
            .Step(name, (int n, StepContext step) => steps.ExecuteLater(road, step, n), Options)
            .Undo((n, step) => steps.UndoLater(road, step, n));
    }

    /// <summary>Why this attempt fails; null: it does not. The same for every repetition of it.</summary>
    public static Exception? ErrorOf(Road road, string step, bool isUndo, int attempt) => (road, step, isUndo) switch
    {
        (Road.Midway, "outer/1/inner/1/down", false) => new AbortRetriesException("not today"),
        (Road.Backward or Road.BackwardTyped, "last", false) => new InvalidOperationException("never"),
        (_, "outer/0/left" or "outer/1/inner/0/up" or "last", false) when attempt == 1 => new InvalidOperationException("not yet"),
        (_, "outer/1/right", true) when attempt == 1 => new InvalidOperationException("not yet undone"),
        _ => null,
    };

    public static TransactionStatus EndOf(Road road) => road == Road.Forward ? TransactionStatus.Completed : TransactionStatus.Compensated;

    private static RetryPolicy Policy(Waits waits) => waits switch
    {
        Waits.Not => RetryPolicy.Immediate(1),
        Waits.Seconds => RetryPolicy.Exponential(1, TimeSpan.FromSeconds(5)),
        _ => RetryPolicy.Exponential(1, TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
    };
}
