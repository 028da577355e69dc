using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// How the stored logs of the second format came to be. Only a log that is not stored yet is made of its story; from then on the file is
/// what counts, and the core of today may tell the same story otherwise.
/// </summary>
internal static class Format2Logs
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static readonly IReadOnlyDictionary<string, Func<Story>> Stories = new Dictionary<string, Func<Story>>
    {
        ["completed-after-a-signal"] = () => Waiting().Passes(Hour).Signal("approval", "5").Succeeds("approval", "6")
            .Succeeds("charge", "7").Succeeds("ship", "8"),
        ["early-signal-is-kept"] = () => new Story(Format2Definitions.Order, "1").Signal("approval", "5").Recovers(),
        ["cut-while-waiting"] = () => Waiting().Recovers(),
        ["signal-did-not-come"] = () => Waiting().After(24 * Hour),
        ["cut-in-a-signal"] = () => Waiting().Signal("approval", "5"),
        ["cut-in-long-backoff"] = () => new Story(Format2Definitions.Order, "1").Fails("reserve"),
        ["taken-over-in-long-backoff"] = () => new Story(Format2Definitions.Order, "1").Fails("reserve").Recovers().After(Hour),
        ["left-before-a-step-had-begun"] = () => Approved().Leaves("charge"),
        ["left-in-the-middle-of-a-step"] = () => Approved().Leaves(),
        ["cancelled-while-a-step-runs"] = () => Approved().IsCancelled(),
        ["cancelled-and-compensated"] = () => Waiting().IsCancelled().IsUndone("reserve"),
        ["deadline-passed"] = () => new Story(Format2Definitions.Order, "1", deadline: 2 * Hour).Succeeds("reserve", "1").After(2 * Hour),
        ["unknown-and-undone"] = () => Approved().Fails("charge", Verdict.Unknown).Fails("charge", Verdict.Unknown, attempt: 2)
            .IsUndone("charge"),
        ["escalated"] = () => Approved().Fails("charge", Verdict.Escalate),
        ["escalated-and-skipped"] = () => Approved().Fails("charge", Verdict.Escalate).Operator(OperatorAction.SkipStep, "charge"),
        ["escalated-and-taken-to-have-succeeded"] = () => Approved().Fails("charge", Verdict.Escalate)
            .Operator(OperatorAction.AssumeSucceeded, "charge", "7").Fails("ship"),
        ["abandoned-and-tried-again"] = () => Approved().Operator(OperatorAction.Abandon, "charge").Operator(OperatorAction.RetryNow, "charge"),
        ["abandoned-on-the-way-back"] = () => Waiting().IsCancelled().Operator(OperatorAction.Abandon, "reserve"),
        ["undo-is-stuck"] = () => Waiting().IsCancelled().UndoFails("reserve"),
        ["given-up"] = () => Waiting().IsCancelled().UndoFails("reserve").Operator(OperatorAction.GiveUp),
        ["definition-was-gone"] = () => Approved()
            .Given(new Event.TransactionSuspended(
                new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), SuspensionCause.DefinitionMissing, "gone"))
            .Passes(48 * Hour).Recovers(),
        ["no-progress"] = () => Approved().Recovers(1).Recovers(1),
        ["undone-after-the-end"] = () => Completed().Passes(48 * Hour).IsToBeUndone().IsUndone("charge"),
        ["past-the-pivot"] = () => new Story(Format2Definitions.Paid, "1").Succeeds("book", "2").Succeeds("pay", "3").Fails("mail"),
        ["past-the-pivot-and-stuck"] = () => new Story(Format2Definitions.Paid, "1").Succeeds("book", "2").Succeeds("pay", "3")
            .Fails("mail", Verdict.GiveUp),
        ["pausing"] = () => new Story(Format2Definitions.Branches, "1"),
        ["a-branch-failed-and-cancelled-the-other"] = () => new Story(Format2Definitions.Branches, "1").After(2 * Hour)
            .Fails("both/0/left"),
        ["a-branch-waits-for-long"] = () => new Story(Format2Definitions.Branches, "1").After(2 * Hour).Succeeds("both/0/left", "2")
            .Fails("both/1/right"),
        ["items-one-after-the-other"] = () => new Story(Format2Definitions.Group, "2").Lists(1, "each", "10", "20").Succeeds("each/0/seat", "11"),
        ["items-undone-in-reverse"] = () => new Story(Format2Definitions.Group, "2").Lists(2, "each", "10", "20").Succeeds("each/1/seat", "21")
            .Succeeds("each/0/seat", "11").Succeeds("each/join", "2").Fails("last").IsUndone("each/1/seat"),
        ["no-items"] = () => new Story(Format2Definitions.Group, "0").Lists(1, "each"),
    };

    private static Story Waiting() => new Story(Format2Definitions.Order, "1").Succeeds("reserve", "1");

    private static Story Approved() => Waiting().Signal("approval", "5").Succeeds("approval", "6");

    private static Story Completed() => Approved().Succeeds("charge", "7").Succeeds("ship");
}
