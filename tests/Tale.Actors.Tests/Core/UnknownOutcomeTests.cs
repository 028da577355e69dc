using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>What becomes of a step that may have taken effect and never succeeded.</summary>
public sealed class UnknownOutcomeTests
{
    [Fact]
    public void By_default_it_is_undone_from_its_input() =>
        AtB(null).Fails("b", Verdict.Unknown).Then("unknown b #1", "compensating").ThenDoes("undo b #1 with 1");

    [Fact]
    public void One_that_is_assumed_to_have_failed_is_not_undone()
    {
        Doubtful(AtB(UnknownOutcomePolicy.AssumeFailed)).Then("failed b #1", "compensating").ThenDoes("undo a #1 with 1");
        AtB(UnknownOutcomePolicy.AssumeFailed).Recovers().Fails("b").Then("failed b #1", "compensating").ThenDoes("undo a #1 with 1");
    }

    [Theory]
    [InlineData(UnknownOutcomePolicy.Compensate)]
    [InlineData(UnknownOutcomePolicy.AssumeFailed)]
    public void One_that_took_effect_and_lost_its_output_is_undone_whatever_is_assumed(UnknownOutcomePolicy policy) =>
        LosesOutput(AtB(policy)).Then("unknown b #1", "compensating").ThenDoes("undo b #1 with 1");

    [Fact]
    public void An_operator_is_asked_where_the_definition_says_so_and_decides() =>
        Doubtful(AtB(UnknownOutcomePolicy.Suspend)).Then("escalated b #1", "suspended")
            .Operator(OperatorAction.AssumeFailed, "b").ThenDoes("undo a #1 with 1");

    [Fact]
    public void An_operator_who_has_it_compensated_has_it_undone_as_unknown()
    {
        Doubtful(AtB(UnknownOutcomePolicy.Suspend)).Operator(OperatorAction.Compensate).ThenDoes("undo b #1 with 1");
        LosesOutput(AtB(UnknownOutcomePolicy.Suspend)).Operator(OperatorAction.Compensate).ThenDoes("undo b #1 with 1");
    }

    [Fact]
    public void A_cancel_does_not_decide_for_the_operator() =>
        Doubtful(AtB(UnknownOutcomePolicy.Suspend)).IsCancelled().Then("cancelled: changed my mind").ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.AssumeSucceeded, "b", "2").ThenDoes("undo b #1 with 2")
            .IsUndone("b").IsUndone("a").ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void One_that_had_not_begun_again_when_all_went_back_is_asked_about_too()
    {
        var story = Doubtful(AtB(UnknownOutcomePolicy.Suspend, retries: 1), Verdict.Retry).Then("attempt failed b #1, again in 3600s")
            .IsCancelled().Then("cancelled: changed my mind", "escalated b #2", "suspended");
        Assert.Equal(1, story.State.Steps[1].Attempt);
        story.Operator(OperatorAction.RetryNow).ThenDoes("execute b #2 with 1").Succeeds("b", "2", 2).ThenDoes("undo b #1 with 2");
    }

    [Fact]
    public void F70_a_step_that_is_asked_about_in_place_of_another_is_named()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent("both",
            [
                b => b.Step("x", (int x) => x),
                b => b.Step("b", (int x) => x, step => step.OnUnknownOutcome(UnknownOutcomePolicy.Suspend).Retry(Hourly(1))),
            ], (int _, IReadOnlyList<int> all) => all.Sum()).Build());
        story.When(new Command.ExecuteFailed(
            story.Index("both/1/b"), 1, 1, new AttemptError("TimeoutException", "no answer", Verdict.Retry, 0) { MayHaveTakenEffect = true }));
        story.Fails("both/0/x", Verdict.Escalate).ThenIs(TransactionStatus.Suspended).Operator(OperatorAction.Compensate)
            .Then("operator: Compensate", "given up both/0/x #1", "escalated both/1/b #2", "suspended");
        Assert.Contains("'both/1/b'", story.State.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_for_certain_is_no_question() =>
        AtB(UnknownOutcomePolicy.Suspend).Fails("b").Then("failed b #1", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void It_counts_for_steps_without_an_undo_as_well() => Doubtful(new Story(Transaction.Define<int>("t")
        .Step("b", (int x) => x, step => step.OnUnknownOutcome(UnknownOutcomePolicy.Suspend)).Build())).Then("escalated b #1", "suspended");

    private static Story Doubtful(Story story, Verdict verdict = Verdict.GiveUp) => story.When(new Command.ExecuteFailed(
        story.Index("b"), story.State.Epoch, 1, new AttemptError("TimeoutException", "no answer", verdict, 0) { MayHaveTakenEffect = true }));

    private static Story LosesOutput(Story story) => story.Fails("b", Verdict.Unknown, certain: true);

    private static Story AtB(UnknownOutcomePolicy? policy, int retries = 0) => new Story(Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo((int _) => { })
        .Step("b", (int x) => x, step => Policy(step, policy).Retry(Hourly(retries)))
        .Undo((int _) => { })
        .Build()).Succeeds("a", "1");

    private static RetryPolicy Hourly(int retries) => new()
    {
        MaxRetries = retries, InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), BackoffFactor = 1, Jitter = 0,
    };

    private static StepOptions Policy(StepOptions step, UnknownOutcomePolicy? policy) =>
        policy is { } it ? step.OnUnknownOutcome(it) : step;
}
