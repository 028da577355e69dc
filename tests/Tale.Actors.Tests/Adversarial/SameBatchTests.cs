using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>What arrives together is written together, and nothing of it has begun.</summary>
public sealed class SameBatchTests
{
    private static readonly DateTimeOffset Later = new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);

    [Fact]
    public void F56_a_retry_whose_time_comes_in_the_batch_of_a_sibling_s_failure_never_runs()
    {
        var before = new Story(Block()).Fails("both/0/waits").State;
        var batch = new WriteBatch<int>(before);

        batch.Add(new Command.Tick(), 0, Later);
        batch.Add(Fails(before, "both/1/fails"), 0, Later);

        Assert.Empty(batch.Effects());
        Assert.Equal(TransactionStatus.Compensated, batch.State!.Status);
    }

    [Fact]
    public void F56_a_retry_whose_time_has_come_when_a_rejected_failure_is_told_never_runs()
    {
        var before = new Story(Block()).Fails("both/0/waits").State;
        var batch = new WriteBatch<int>(before);
        var rejected = new RejectedAnswer(
            new AttemptRef("both/1/fails", Direction.Execute, 1), new AttemptError("FailureNotStored", "no", Verdict.GiveUp, 0));

        batch.Add(new Command.Recover("node-2", 5, [rejected]), 0, Later);

        Assert.Empty(batch.Effects());
        Assert.Equal(TransactionStatus.Compensated, batch.State!.Status);
    }

    private static Command.ExecuteFailed Fails(TransactionState state, string step) =>
        new(state.Plan.Step(step).Index, state.Epoch, 1, new AttemptError("Error", "no", Verdict.GiveUp, 0));

    private static TransactionDefinition<int, int> Block() => Transaction.Define<int>("t").Concurrent("both", block => block
        .Branch(b => b.Step("waits", (int x) => x, s => s.Retry(RetryPolicy.Exponential(5, TimeSpan.FromSeconds(50)))).Undo(_ => { }))
        .Branch(b => b.Step("fails", (int x) => x)).Join((x, _, _) => x)).Build();
}
