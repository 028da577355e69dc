using Tale.Actors.Index;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Failures;

/// <summary>What the actor of an attempt tells its coordinator.</summary>
internal static class LateAnswers
{
    /// <summary>The answer of an attempt that its coordinator has given up, to the very attempt that is open.</summary>
    public static object Of(Command.Answer answer)
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n).Step("two", n => n).Build();
        var plan = Plan.Of(definition);
        var started = new Event.TransactionStarted(
            DateTimeOffset.UnixEpoch, "t1", "t", 1, definition.Hash, new Payload("int32", "7"u8.ToArray()), []);
        var direction = answer is Command.Compensated ? Direction.Compensate : Direction.Execute;
        var work = new AttemptWork(
            plan.Steps[answer.Step], Evolve.Start(plan, started), new AttemptKey(answer.Step, direction, answer.Attempt), Tenure.Of(NoLease.Instance), timeout: null, gates: []);
        return new AttemptEnded(work, answer);
    }
}
