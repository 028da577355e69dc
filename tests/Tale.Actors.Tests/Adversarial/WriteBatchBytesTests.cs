using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>F67: what one coordinator writes at once is bounded in bytes.</summary>
public sealed class WriteBatchBytesTests
{
    private const int Branches = 40;
    private const int Size = 100_000;

    [Fact]
    public void F67_states_and_error_messages_count()
    {
        var state = new Story(Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Step("one", (int x) => x)).Branch(b => b.Step("two", (int x) => x)).Join((x, _, _) => x)).Build()).State;
        var batch = new WriteBatch<int>(state);

        batch.Add(new Command.Executed(state.Plan.Step("both/0/one").Index, state.Epoch, 1, new Payload("s", new byte[1_000])), 0, default);
        batch.Add(
            new Command.ExecuteFailed(
                state.Plan.Step("both/1/two").Index, state.Epoch, 1, new AttemptError("E", new string('x', 500), Verdict.GiveUp, 0)),
            0, default);

        Assert.Equal(1_500, batch.Bytes);
    }

    [Fact]
    public void F67_a_start_a_failed_undo_and_what_an_operator_says_count_too()
    {
        var state = new Story(Transaction.Define<int>("t").Step("one", n => n).Build()).State;
        var first = new WriteBatch<int>(null);
        var start = new StartRequest("t-1", "t", 1, new Payload("s", new byte[1_000]), [], "node-1") { Plan = state.Plan };
        first.Add(new Command.Start(start), 0, default);
        Assert.Equal(1_000, first.Bytes);

        var batch = new WriteBatch<int>(state);
        batch.Add(
            new Command.CompensateFailed(0, state.Epoch, 1, new AttemptError("E", new string('x', 200), Verdict.GiveUp, 0)), 0, default);
        Assert.Equal(200, batch.Bytes);
        batch.Add(
            new Command.Operate(new InterventionRequest(
                "x", OperatorAction.AssumeSucceeded, "one", new Payload("s", new byte[30]), "ada", "seen to", null)),
            0, default);
        Assert.Equal(230, batch.Bytes);
    }

    [Fact]
    public async Task F67_branches_that_finish_together_are_written_in_pieces()
    {
        const string hocon = "tale.coordinator.max-bytes-per-write = 300000";
        var (begun, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var definition = Transaction.Define<string>("t").Concurrent(
            "all",
            Enumerable.Repeat<Func<TransactionBuilder<string, string>, TransactionBuilder<string, string>>>(
                branch => branch.Step("one", async (string _) =>
                {
                    if (Interlocked.Increment(ref begun) == Branches)
                        all.SetResult();
                    await all.Task;
                    return new string('x', Size);
                }),
                Branches),
            (state, _) => state).Build();
        await using var tale = TaleSystem.Start(hocon, null, definition);
        var control = JournalControl.For(tale.System);
        var writes = new List<int>();
        control.OnWrite = (_, events) =>
        {
            lock (writes)
                writes.Add(events.OfType<Event.StepSucceeded>().Sum(e => e.Output?.Data.Length ?? 0));
            return WriteFate.Store;
        };

        var outcome = await tale.Client.RunAsync(definition, "x").WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(TransactionStatus.Completed, outcome.Status);
        Assert.InRange(writes.Max(), 1, 300_000 + Size + 2);
    }
}
