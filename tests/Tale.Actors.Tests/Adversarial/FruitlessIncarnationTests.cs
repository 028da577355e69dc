using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>F55: who ends its process is stopped, and nobody else.</summary>
public sealed class FruitlessIncarnationTests
{
    [Fact]
    public void F55_incarnations_that_ended_while_nothing_but_time_was_awaited_do_not_count()
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(RetryPolicy.Exponential(5, TimeSpan.FromSeconds(50)))).Build())
            .Fails("a").Recovers(2).Recovers(2).Recovers(2).Recovers(2);

        story.After(TimeSpan.FromMinutes(1)).Then("issued a #2").Leaves().Recovers(2).Then("epoch 6").ThenDoes("execute a #2 with 0");
    }

    [Fact]
    public void F55_a_sibling_that_is_retried_for_ever_does_not_hide_who_ends_the_process()
    {
        var story = new Story(Block(s => s.Retry(int.MaxValue)));
        var attempt = 0;
        for (var incarnation = 0; incarnation < 3; incarnation++)
            story.Fails("both/1/fails", attempt: ++attempt).Recovers(3);

        story.Fails("both/1/fails", attempt: ++attempt).Recovers(3);

        Assert.Equal(TransactionStatus.Suspended, story.State.Status);
    }

    [Fact]
    public void F55_a_step_that_answers_between_crashes_is_innocent_however_often_it_is_retried()
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(int.MaxValue)).Build());
        for (var attempt = 1; attempt < 20; attempt++)
            story.Fails("a", attempt: attempt).Recovers(3);

        Assert.Equal(TransactionStatus.Running, story.State.Status);
    }

    [Fact]
    public void F55_progress_of_a_sibling_is_progress()
    {
        var story = new Story(Block(s => s));
        story.Recovers(2).Recovers(2).Succeeds("both/1/fails", "1").Recovers(2).Recovers(2);

        Assert.Equal(TransactionStatus.Running, story.State.Status);
        Assert.Equal(TransactionStatus.Suspended, story.Recovers(2).State.Status);
    }

    private static TransactionDefinition<int, int> Block(Func<StepOptions, StepOptions> sibling) =>
        Transaction.Define<int>("t").Concurrent("both", block => block
        .Branch(b => b.Step("kills", (int x) => x)).Branch(b => b.Step("fails", (int x) => x, sibling)).Join((x, _, _) => x)).Build();
}
