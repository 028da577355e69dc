using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>What a message shows as text: Akka logs those that it cannot deliver.</summary>
public sealed class MessageTextTests
{
    private const string Canary = "4111-1111-1111-1111";

    private static readonly DateTimeOffset At = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);
    private static readonly object State = new Card(Canary);
    private static readonly Payload Stored = new("card", Encoding.UTF8.GetBytes(Canary));
    private static readonly AttemptFailure Attempt = new("Error", Canary, 1, At);
    private static readonly TransactionFailure Failure = new(Canary, [new StepFailure("a", Canary, [Attempt])], []);

    private static readonly IWithTransactionId[] Messages =
    [
        new StartTransaction("t", "pay", State), new StartTransaction("t", "pay", Stored), new SignalTransaction("t", "go", "s", State),
        new OperatorCommand("t", "c", OperatorAction.AssumeSucceeded, "ada", "why") { Output = State },
        new ExecuteStep("t", "a", "k", 1, 1, State) { Failures = [Attempt] },
        new CompensateStep("t", "a", "k", 1, 1, State, StepOutcome.Succeeded), new CancelStep("t", "a", "k", 1, 1),
        new StepReply.Succeeded("t", "a", 1, 1, State), new StepReply.Failed("t", "a", 1, 1, Canary), new StepReply.Retry("t", "a", 1, 1, Canary, null),
        new TransactionCompleted("t", State), new TransactionCompensated("t", Failure), new TransactionFailed("t", Failure),
        new TransactionSuspended("t", Canary, Failure),
        new TransactionView("t", "pay", 1, TransactionStatus.Suspended) { StartedAt = At, UpdatedAt = At, State = Stored, Result = Stored, SuspendedReason = Canary, Failure = Failure },
        new TransactionPlan("t", "pay", 1, TransactionStatus.Suspended) { Problem = Canary },
        new TransactionHistory("t", [new HistoryEntry(1, At, HistoryKind.StepFailed) { Failure = Attempt, Text = Canary, Payload = Stored }], 1, false),
        new CancelTransaction("t", "why"), new CompensateTransaction("t", "why"), new CommandAccepted("t", TransactionStatus.Running, 1),
        new GetHistory("t"), new GetTransaction("t"), new GetTransactionPlan("t"), new TransactionAccepted("t", "pay", 1, TransactionStatus.Running),
        new TransactionNotFound("t"), new TransactionRejected("t", RejectionReason.Conflict, "why"), new UnwatchTransaction("t"),
        new WakeTransaction("t"), new WatchTransaction("t"),
    ];

    [Fact]
    public void F42_no_message_shows_a_state_or_what_went_wrong()
    {
        Assert.All(Messages, message => Assert.DoesNotContain(Canary, $"{message}", StringComparison.Ordinal));
        Assert.All(Messages, message => Assert.Contains(message.GetType().Name, $"{message}", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_message_is_looked_at() => Assert.Empty(
        typeof(IWithTransactionId).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } or { IsNestedPublic: true, IsAbstract: false })
            .Where(typeof(IWithTransactionId).IsAssignableFrom).Except(Messages.Select(message => message.GetType())));

    [Fact]
    public void F42_nor_do_events_and_errors()
    {
        Event[] events =
        [
            new Event.StepFailed(At, "a", 1, Attempt), new Event.CompensationStarted(At, Canary), new Event.TransactionFailed(At, Canary),
            new Event.TransactionSuspended(At, SuspensionCause.OperatorNeeded, Canary),
            new Event.TransactionStarted(At, "t", "pay", 1, "h", Stored, []),
        ];
        Assert.All(events, e => Assert.DoesNotContain(Canary, $"{e}", StringComparison.Ordinal));
        var error = new AttemptError("Error", Canary, Verdict.Retry, 0);
        Assert.DoesNotContain(Canary, $"{new Command.ExecuteFailed(0, 1, 1, error)}", StringComparison.Ordinal);
    }

    private sealed record Card(string Number);
}
