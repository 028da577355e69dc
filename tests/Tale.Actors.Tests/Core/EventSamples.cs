using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Every kind of event that can be in a log, and fixed samples of each, also with the optional parts left out.</summary>
internal static class EventSamples
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 14, 5, 6, 789, TimeSpan.Zero);
    private static readonly AttemptFailure Failure = new("TimeoutException", "no answer, nach 3 s – müde", 2, At.AddSeconds(-1));
    private static readonly Payload State = new("trip-booking", Encoding.UTF8.GetBytes("""{"id":7}"""));
    private static readonly Payload OwnState = new("trip-booking", new byte[] { 0, 1, 254, 255 }, 4711, "v2");

    public static readonly IReadOnlyList<Type> Types =
        [.. typeof(Event).GetNestedTypes(BindingFlags.NonPublic).Where(type => type != typeof(Event.Unreadable))];

    public static readonly IReadOnlyList<Event> All =
    [
        new Event.TransactionStarted(At, "order-4711", "book-holiday", 2, "0123456789abcdef", State, new Dictionary<string, string>
        {
            ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ["tenant"] = "acme", ["empty"] = "",
        }.ToImmutableDictionary()),
        new Event.StepSucceeded(At, "a", 1, State),
        new Event.StepSucceeded(At, "a", 1, OwnState),
        new Event.StepSucceeded(At, "a", 1, null),
        new Event.ItemsListed(At, "a/items", 1, [State, OwnState], 2),
        new Event.ItemsListed(At, "a/items", 1, [], int.MaxValue),
        new Event.StepAttemptFailed(At, "a", 1, Failure, At.AddMinutes(5)) { DueAt = At.AddMinutes(5) },
        new Event.StepFailed(At, "a", 1, Failure),
        new Event.StepFailed(At, "a", 1, null),
        new Event.StepOutcomeUnknown(At, "a", 1, Failure),
        new Event.StepEscalated(At, "a", 1, Failure),
        new Event.CancelRequested(At, "the customer asked for it"),
        new Event.DeadlinePassed(At),
        new Event.UndoRequested(At, "it was a mistake"),
        new Event.WaitStarted(At, "a", At.AddDays(3), null) { DueAt = At.AddDays(3) },
        new Event.WaitStarted(At, "a", null, "mail-17") { DueAt = Due.AtOnce },
        new Event.SignalReceived(At, "a", "mail-17", State, null),
        new Event.SignalReceived(At, "a", "mail-18", null, "a") { DueAt = Due.AtOnce },
        new Event.OperatorIntervened(At, "cmd-1", OperatorAction.AssumeSucceeded, "a", State, "ada", "done by phone"),
        new Event.OperatorIntervened(At, "cmd-2", OperatorAction.RetryNow, null, null, "ada", "the service is back"),
        new Event.CompensationStarted(At, "Step 'b': Failed to apply step: Error: no"),
        new Event.StepCompensated(At, "a", 1),
        new Event.CompensationAttemptFailed(At, "a", 1, Failure, At.AddMinutes(1)) { DueAt = At.AddMinutes(1) },
        new Event.CompensationAttemptFailed(At, "a", 1, Failure, null),
        new Event.TransactionSuspended(At, SuspensionCause.DefinitionMissing, "'book-holiday' v2 is not registered"),
        new Event.TransactionResumed(At, TransactionStatus.Running, "it is back"),
        new Event.CoordinatorRecovered(At, 2),
        new Event.TransactionStarted(At, "order-4712", "book-holiday", 2, "0123456789abcdef", State, []) { Node = "travel-1", Format = 2 },
        new Event.TransactionStarted(At, "order-4713", "book-holiday", 2, "0123456789abcdef", State, []) { Deadline = At.AddDays(1) },
        new Event.StepSucceeded(At, "a", 1, State) { DueAt = At.AddHours(2) },
        new Event.StepSucceeded(At, "a", 1, State) { PassesPivot = true },
        new Event.StepEscalated(At, "a", 1, null),
        new Event.OperatorIntervened(At, "cmd-3", OperatorAction.SkipStep, "a", null, "ada", "not needed") { PassesPivot = true },
        new Event.CompensationAttemptFailed(At, "a", 1, Failure, null) { Policy = CompensationFailurePolicy.Continue },
        new Event.CoordinatorRecovered(At, 2) { Node = "travel-2", Format = 2, DueAt = Due.AtOnce },
        new Event.AttemptsIssued(At, [new AttemptRef("a", Direction.Execute, 2)]),
        new Event.AttemptsIssued(At, [new AttemptRef("a", Direction.Execute, 2), new AttemptRef("b/0/c", Direction.Compensate, 3)]) { DueAt = Due.AtOnce },
        new Event.CoordinatorLeft(At, [new AttemptRef("a", Direction.Execute, 1)]),
        new Event.CoordinatorLeft(At, []) { DueAt = Due.Never },
        new Event.TransactionCompleted(At),
        new Event.TransactionCompensated(At, "Step 'b': no"),
        new Event.TransactionFailed(At, "Step 'b': no"),
    ];

    /// <summary>The samples by name; the second one of a kind has the number 2.</summary>
    public static IReadOnlyDictionary<string, Event> Named { get; } = All.GroupBy(sample => sample.GetType().Name)
        .SelectMany(kind => kind.Select((sample, i) => (Name: i == 0 ? kind.Key : $"{kind.Key}-{i + 1}", sample))).ToDictionary(entry => entry.Name, entry => entry.sample);

    /// <summary>A story of the steps a and b at the point where the sample can follow.</summary>
    public static Story StateBefore(Event sample)
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int x) => x).Undo((int _) => { }).Step("b", (int x) => x).Build());
        return sample switch
        {
            // Only a fold leaves a wait that has not begun.
            Event.WaitStarted => new Story(Transaction.Define<int>("t").Step("first", (int x) => x).WaitFor("a").Build())
                .Given(new Event.StepSucceeded(At, "first", 1, null)),
            Event.ItemsListed => new Story(Transaction.Define<int>("t").ForEach("a", (int _) => new[] { 1, 2 }, a => a.Step("b", (int x) => x)).Build()),
            Event.UndoRequested => story.Succeeds("a", "1").Succeeds("b", "2"),
            Event.StepCompensated or Event.CompensationAttemptFailed => story.Succeeds("a", "1").Fails("b"),
            Event.CompensationStarted => story.Given(new Event.StepFailed(At, "a", 1, Failure)),
            Event.TransactionResumed or Event.OperatorIntervened => story.Fails("a", Verdict.Escalate),
            Event.AttemptsIssued => story.Given(new Event.StepAttemptFailed(At, "a", 1, Failure, At.AddHours(1))),
            _ => story,
        };
    }
}
