using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Logs with events missing: nothing is appended to them, whoever asks for it.</summary>
[Trait("failure", "F62")]
public sealed class HoleTests
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TransactionDefinition<int, int> _definition = Transaction.Define<int>("t").Step("one", n => n).Step("two", n => n).Build();

    private static readonly Event _started = new Event.TransactionStarted(
        _t0, "t1", "t", 1, Plan.Of(_definition).Hash, new Payload("int32", "1"u8.ToArray()), ImmutableDictionary<string, string>.Empty)
    {
        Format = Event.CurrentFormat,
    };

    [Fact]
    public void A_log_with_a_gap_is_not_appended_to_and_its_operator_is_told_why()
    {
        var log = Read((1, _started), (3, new Event.StepSucceeded(_t0, "two", 1, null)));
        var unfolded = new UnfoldedLog(log.Summary!, log.Problem!);
        var giveUp = new Command.Operate(new InterventionRequest("x", OperatorAction.GiveUp, null, null, "ada", "enough", null));

        Assert.Null(log.State);
        Assert.Null(unfolded.Suspend(_t0));
        Assert.Empty(unfolded.GiveUp(giveUp, _t0));
        var refusal = Assert.IsType<Reply.Rejected>(unfolded.Answer(giveUp)).Refusal;
        Assert.Equal(RejectionReason.NotAllowed, refusal.Reason);
        Assert.Contains("event 3 follows event 1", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever is told that all is well would believe that it has counted.</summary>
    [Fact]
    public void A_signal_after_the_end_is_refused_also_where_the_log_cannot_be_folded()
    {
        var ended = new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Succeeds("c", "3").State.Log;

        var reply = new UnfoldedLog(ended, LogProblem.Missing("gone")).Answer(new Command.Signal(new SignalRequest("go", "s-1", null)));

        Assert.Contains("it is Completed", Assert.IsType<Reply.Rejected>(reply).Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_is_found_behind_any_other_problem() =>
        Assert.True(Read((1, _started), (2, new Event.Unreadable("x", "new")), (4, new Event.TransactionCompleted(_t0))).Problem!.IsHole);

    [Fact]
    public void A_log_without_its_beginning_says_so_to_everybody()
    {
        var problem = Read((3, new Event.StepSucceeded(_t0, "two", 1, null)), (4, new Event.TransactionCompleted(_t0))).Problem!;
        var log = new HeadlessLog("t1", problem, _t0);

        var view = Assert.IsType<Reply.View>(log.Answer(new Command.Get())).Value;
        Assert.Equal((TransactionStatus.Suspended, "", _t0), (view.Status, view.Definition, view.UpdatedAt));
        Assert.Contains("its first event is number 3", view.SuspendedReason, StringComparison.Ordinal);
        Assert.IsType<Reply.Outcome>(log.Answer(new Command.Watch()));
        var giveUp = new Command.Operate(new InterventionRequest("x", OperatorAction.GiveUp, null, null, "ada", "enough", null));
        Assert.IsType<Reply.Rejected>(log.Answer(giveUp));
    }

    private static LogReader Read(params (long Number, Event Event)[] events)
    {
        var reader = new LogReader(new PlanCatalog(new TransactionRegistry([_definition])));
        foreach (var (number, e) in events)
            reader.Add(e, number);
        return reader;
    }
}
