using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Attempts, their numbers and their times.</summary>
public sealed class RetryTests
{
    [Fact]
    public void Two_retries_are_three_attempts()
    {
        var story = new Story(Define(RetryPolicy.Immediate(2)))
            .Fails("a").Then("attempt failed a #1, again in 0s").ThenDoes("execute a #2 with 0")
            .Fails("a", attempt: 2).ThenDoes("execute a #3 with 0")
            .Fails("a", attempt: 3).Then("failed a #3", "compensating", "compensated");
        Assert.Equal("Step 'a': Failed to apply step after 3 attempts: Error: no", FailureReport.Of(story.State)!.Message);
        Assert.Equal([1, 2, 3], FailureReport.Of(story.State)!.Steps[0].Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public void A_retry_that_succeeds_goes_on() =>
        new Story(Define(RetryPolicy.Immediate(1))).Fails("a").Succeeds("a", "1", attempt: 2).Then("succeeded a #2 = 1", "completed");

    [Fact]
    public void A_transaction_is_due_when_the_first_of_its_branches_is_and_at_once_while_one_is_at_work()
    {
        var definition = Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(a => a.Step("a", (int x) => x, Waits(2)))
            .Branch(b => b.Step("b", (int x) => x, Waits(10)))
            .Join((_, x, y) => x + y)).Build();
        var story = new Story(definition);

        Assert.Null(story.Fails("both/1/b").DueAt);
        var first = story.State.Log.UpdatedAt + TimeSpan.FromMinutes(2);
        Assert.Equal(first, story.Fails("both/0/a").DueAt);
        Assert.Equal((first, true), (story.State.Log.DueAt, story.State.MayPassivate(story.State.Log.UpdatedAt)));
        // From then on it is at work again, and its row says so.
        Assert.Equal(Due.AtOnce, story.After(TimeSpan.FromMinutes(2)).Then("issued both/0/a #2").DueAt);
        // The success of the one leaves the other waiting.
        Assert.Equal(first + TimeSpan.FromMinutes(8), story.Succeeds("both/0/a", attempt: 2).DueAt);

        static Func<StepOptions, StepOptions> Waits(int minutes) =>
            step => step.Retry(RetryPolicy.Exponential(1, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes)));
    }

    [Fact]
    public void Giving_up_ends_the_retries() =>
        new Story(Define(RetryPolicy.Immediate(5))).Fails("a", Verdict.GiveUp).Then("failed a #1", "compensating", "compensated");

    [Fact]
    public void Delays_grow_up_to_the_longest() =>
        new Story(Define(RetryPolicy.Exponential(9, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5))))
            .Fails("a", attempt: 1).Then("attempt failed a #1, again in 1s").ThenDoes()
            .After(TimeSpan.FromSeconds(1)).Then("issued a #2").ThenDoes("execute a #2 with 0")
            .Fails("a", attempt: 2).Then("attempt failed a #2, again in 2s")
            .After(TimeSpan.FromSeconds(1)).Then()
            .After(TimeSpan.FromSeconds(1)).Then("issued a #3")
            .Fails("a", attempt: 3).Then("attempt failed a #3, again in 4s")
            .After(TimeSpan.FromSeconds(4)).Fails("a", attempt: 4).Then("attempt failed a #4, again in 5s");

    [Fact]
    public void An_attempt_that_waits_has_no_answer() =>
        new Story(Define(RetryPolicy.Exponential(9, TimeSpan.FromSeconds(1)))).Fails("a").Succeeds("a", "1", attempt: 2).Then()
            .Fails("a", attempt: 2).Then();

    [Fact]
    public void A_participant_may_ask_for_a_delay_of_its_own() =>
        new Story(Define(RetryPolicy.Immediate(1))).Fails("a", after: TimeSpan.FromSeconds(30)).Then("attempt failed a #1, again in 30s");

    [Theory]
    [InlineData(long.MaxValue, 30)]
    [InlineData(long.MinValue, 0)]
    public void A_delay_that_a_participant_asks_for_is_bounded(long ticks, int days) =>
        new Story(Define(RetryPolicy.Immediate(1))).Fails("a", after: TimeSpan.FromTicks(ticks))
            .Then($"attempt failed a #1, again in {days * 86_400}s");

    [Fact]
    public void Undos_are_retried_under_their_own_policy() =>
        new Story(Transaction.Define<int>("t")
            .Step("a", (int x) => x, step => step.RetryCompensation(RetryPolicy.Exponential(2, TimeSpan.FromSeconds(3))))
            .Undo((int _) => { })
            .Step("b", (int x) => x).Build())
            .Succeeds("a", "1").Fails("b")
            .UndoFails("a").Then("undo failed a #1, again in 3s").ThenDoes()
            .After(TimeSpan.FromSeconds(3)).Then("issued -a #2").ThenDoes("undo a #2 with 1")
            .UndoFails("a", Verdict.Unknown, attempt: 2).Then("undo failed a #2, again in 6s")
            .After(TimeSpan.FromSeconds(6)).IsUndone("a", attempt: 3).Then("undone a #3", "compensated");

    [Theory]
    [InlineData(1, 0, 100)]
    [InlineData(2, 0, 300)]
    [InlineData(3, 0, 900)]
    [InlineData(4, 0, 1000)]
    [InlineData(1, 1, 50)]
    [InlineData(1, 0.5, 75)]
    [InlineData(int.MaxValue, 0, 1000)]
    public void Backoff(int retry, double jitter, int milliseconds)
    {
        var policy = RetryPolicy.Exponential(9, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), backoffFactor: 3, jitter: 0.5);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Tale.Actors.Core.Backoff.Delay(policy, retry, jitter));
    }

    [Fact]
    public void Immediate_retries_wait_for_nothing_however_many() =>
        Assert.Equal(TimeSpan.Zero, Tale.Actors.Core.Backoff.Delay(RetryPolicy.Immediate(int.MaxValue), int.MaxValue, 1));

    private static TransactionDefinition<int, int> Define(RetryPolicy policy) =>
        Transaction.Define<int>("t").Step("a", (int x) => x, step => step.Retry(policy)).Build();
}
