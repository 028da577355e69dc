using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What the properties found once: incarnations, clocks and writes that meet at a bad moment.</summary>
public sealed class IncarnationTests
{
    private const int A = 0;
    private const int B = 1;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TransactionState? _state;

    public IncarnationTests()
    {
        var plan = Plan.Of(Transaction.Define<int>("t").Concurrent("x", block => block
            .Branch(a => a.Step("a", (int x) => x, step => step.Retry(RetryPolicy.Exponential(2, Delay, Delay))).Undo((int _) => { }))
            .Branch(b => b.Step("b", (int x) => x).Undo((int _) => { }))
            .Join((_, x, y) => x + y)).Build());
        When(new Command.Start(new StartRequest("t-1", "t", 1, Said.Payload("0"), [], "node-1") { Plan = plan }));
    }

    [Fact]
    public void F56_what_the_clock_issues_in_the_same_write_in_which_a_sibling_fails_for_good_never_begins()
    {
        When(Failed(A, Verdict.Retry));
        _now += Delay;
        var (events, effects) = When(new Command.Tick(), Failed(B, Verdict.GiveUp));
        Assert.Equal(["AttemptsIssued", "StepFailed x/1/b", "StepFailed x/0/a", "CompensationStarted", "TransactionCompensated"], events);
        Assert.Empty(effects);
    }

    [Fact]
    public void F56_what_is_due_is_not_issued_by_a_recovery_that_hears_that_a_sibling_failed_for_good()
    {
        When(Failed(A, Verdict.Retry));
        _now += Delay;
        var (events, effects) = When(Recover(Rejected("x/1/b", Verdict.GiveUp)));
        Assert.Equal(
            ["StepFailed x/1/b", "CoordinatorRecovered", "StepFailed x/0/a", "CompensationStarted", "TransactionCompensated"], events);
        Assert.Empty(effects);
    }

    [Fact]
    public void F21_an_answer_that_was_rejected_twice_counts_once()
    {
        var answer = Rejected("x/1/b", Verdict.GiveUp);
        Assert.Equal(["StepFailed x/1/b", "CoordinatorRecovered"], When(Recover(answer, answer)).Events);
    }

    [Fact]
    public void F63_what_was_withdrawn_is_issued_at_once_by_a_node_whose_clock_is_behind()
    {
        When(Leave(A, B));
        _now -= TimeSpan.FromHours(1);
        Assert.False(_state!.MayPassivate(_now));
        var (_, effects) = When(Recover());
        Assert.Equal([Execute(A), Execute(B)], effects);
    }

    [Fact]
    public void F46_the_clock_of_an_incarnation_that_has_left_issues_nothing()
    {
        When(Leave(A, B));
        _now += Delay;
        Assert.Empty(When(new Command.Tick()).Events);
    }

    [Fact]
    public void F46_an_incarnation_that_hears_an_answer_after_it_has_left_leaves_again_with_what_came_of_it()
    {
        When(Leave(B));
        When(Failed(A, Verdict.Retry, after: TimeSpan.Zero));
        Assert.Equal(["CoordinatorLeft"], When(new Command.Leave([new AttemptKey(A, Direction.Execute, 2)])).Events);
        When(Recover());
        Assert.All(_state!.Steps, step => Assert.False(step.WasInterrupted));
    }

    [Fact]
    public void F55_incarnations_that_had_nothing_in_hand_when_they_ended_do_not_count()
    {
        When(new Command.Executed(B, 1, 1, null), Failed(A, Verdict.Retry));
        for (var i = 0; i < 7; i++)
            When(Recover());
        _now += Delay;
        When(new Command.Tick());
        Assert.Equal(["CoordinatorRecovered"], When(Recover()).Events);
    }

    private (List<string> Events, IReadOnlyList<Effect> Effects) When(params Command[] batch)
    {
        var write = new WriteBatch<int>(_state);
        foreach (var command in batch)
            write.Add(command, 0, _now);
        _state = write.State;
        return ([.. write.Events.Select(Text)], write.Effects());
    }

    private static string Text(Event e) => e switch
    {
        Event.StepFailed x => $"StepFailed {x.Step}",
        Event.StepOutcomeUnknown x => $"StepOutcomeUnknown {x.Step}",
        _ => e.GetType().Name,
    };

    private Command.ExecuteFailed Failed(int step, Verdict verdict, TimeSpan? after = null) =>
        new(step, _state!.Epoch, 1, new AttemptError("Error", "no", verdict, 0, after));

    private static Command.Leave Leave(params int[] notBegun) => new([.. notBegun.Select(step => Execute(step).Attempt)]);

    private static Effect.Issue Execute(int step) => new(new AttemptKey(step, Direction.Execute, 1));

    private static Command.Recover Recover(params RejectedAnswer[] rejected) => new("node-2", 5, [.. rejected]);

    private static RejectedAnswer Rejected(string step, Verdict verdict) =>
        new(new AttemptRef(step, Direction.Execute, 1), new AttemptError("Error", "no", verdict, 0));
}
