using System.Text;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// The answer to an attempt in three forms: for the core, for the model, and for the next incarnation if the journal rejects it.
/// </summary>
internal sealed record Said(Held Held, Try? Result, Command.Answer Answer)
{
    /// <summary>Of a step that lists items: how many, and how many at a time.</summary>
    public (int Count, int AtATime)? Lists { get; private init; }

    /// <param name="result">Null: it was given up before it began.</param>
    /// <param name="lists">Null: it lists no items.</param>
    public static Said Of(Held held, Try? result, long epoch, (int Count, int AtATime)? lists = null)
    {
        var (step, number) = (held.Attempt.Step, held.Attempt.Number);
        return new Said(held, result, (result, held.IsUndo) switch
        {
            (null, _) => new Command.NotBegun(step, epoch, number),
            (Try.Succeeds or Try.KeepsInput, false) when lists is var (count, atATime) => new Command.Listed(
                step, epoch, number, [.. Enumerable.Range(0, count).Select(i => Payload(Model.Item(held.Path, i)))], atATime),
            (Try.Succeeds, false) => new Command.Executed(step, epoch, number, Payload(Model.Output(held.Path, number))),
            (Try.KeepsInput, false) => new Command.Executed(step, epoch, number, null),
            ({ } error, false) => new Command.ExecuteFailed(step, epoch, number, Error(number, error)),
            (Try.Succeeds or Try.KeepsInput, true) => new Command.Compensated(step, epoch, number),
            ({ } error, true) => new Command.CompensateFailed(step, epoch, number, Error(number, error)),
        }) { Lists = lists };
    }

    public void Tell(Model model, DateTimeOffset now)
    {
        if (Result is not { } result)
            model.GivenUp(Held.Path);
        else if (Held.IsUndo)
            model.Undone(Held.Path, result, now);
        else
            model.Executed(Held.Path, result, now);
    }

    /// <summary>
    /// What is left of it when it cannot be stored: a failure that says as much. An output that is lost makes the step unknown; what said
    /// nothing of its own is asked again.
    /// </summary>
    public (RejectedAnswer Answer, Try Result)? Rejected() => (Result, Held.IsUndo) switch
    {
        (Try.Succeeds or Try.KeepsInput, false) when Lists is not null => Rejected(Try.FailsForGood),
        (null or Try.KeepsInput or Try.IsResumed, _) or (Try.Succeeds, true) => null,
        (Try.Succeeds, false) => Rejected(Try.LosesOutput),
        (Try.LeavesNothing, _) => Rejected(Try.FailsForGood),
        ({ } result, _) => Rejected(result),
    };

    public static Protocol.Payload Payload(string text) => new("text", Encoding.UTF8.GetBytes(text));

    private (RejectedAnswer Answer, Try Result) Rejected(Try result) =>
        (new(new AttemptRef(Held.Path, Held.Attempt.Direction, Held.Attempt.Number), Error(Held.Attempt.Number, result)), result);

    private static AttemptError Error(int attempt, Try result) => new("Error", $"attempt {attempt}", result switch
    {
        Try.FailsRetryably or Try.FailsInDoubt => Verdict.Retry,
        Try.IsResumed => Verdict.KeepState,
        Try.IsEscalated => Verdict.Escalate,
        Try.IsUnknown or Try.LosesOutput => Verdict.Unknown,
        _ => Verdict.GiveUp,
    }, 0) { MayHaveTakenEffect = result is Try.FailsInDoubt or Try.IsUnknown, NoneTookEffect = result == Try.LeavesNothing };
}
