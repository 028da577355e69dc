using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What a transaction costs the journal.</summary>
public sealed class CostSpec
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Four_steps_cost_five_atomic_writes_and_no_snapshot_read()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Counts("two", _trace).CountsLater("three", _trace)
            .Counts("four", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 0, "t1");

        Assert.Equal(5, tale.Stored.Writes);
        Assert.Equal(0, tale.Stored.SnapshotReads);
        Assert.Equal(
            ["TransactionStarted", "StepSucceeded", "StepSucceeded", "StepSucceeded", "StepSucceeded", "TransactionCompleted"],
            tale.Stored.EventsOf("t1"));
    }

    [Fact]
    public async Task Branches_that_finish_together_are_written_together()
    {
        const int Count = 1_000;
        var gate = new Gate();
        var arrived = 0;
        var definition = Transaction.Define<int>("t")
            .Concurrent("all", Enumerable.Range(0, Count).Select<int, Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>>(_ => b => b.Step("wait", async n =>
            {
                if (Interlocked.Increment(ref arrived) == Count)
                    gate.Open();
                await gate.PassAsync();
                return n;
            })), (_, results) => results.Count).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0, "t1");

        Assert.Equal(Count, outcome.Result);
        Assert.Equal(Count + 3, tale.Stored.EventsOf("t1").Count);
        Assert.True(tale.Stored.Writes < Count / 4, $"{tale.Stored.Writes} writes.");
    }

    [Fact]
    public async Task A_question_costs_no_write()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Build();
        await using var tale = TaleSystem.Start(definition);
        await tale.RunAsync(definition, 0, "t1");
        var writes = tale.Stored.Writes;

        for (var i = 0; i < 20; i++)
        {
            await tale.ViewAsync("t1");
            Assert.Equal(new TransactionCompleted("t1", 1), await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));
            Assert.Equal(
                TransactionStatus.Completed, (await tale.Client.StartAsync("t", 0, new StartOptions { TransactionId = "t1" })).Status);
        }

        Assert.Equal(writes, tale.Stored.Writes);
        Assert.Equal(0, tale.Stored.SnapshotReads);
    }
}
