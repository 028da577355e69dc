using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>
/// Every kind of write meets every fate, once, in one transaction that goes forward and one that goes back.
/// Whatever happens, it ends, as its steps have it.
/// </summary>
public sealed class WriteFateTests()
    : ActorSpec("tale.coordinator.write-timeout = 500ms, test-journal.circuit-breaker.call-timeout = 300ms")
{
    private readonly Trace _trace = new();

    public static TheoryData<string, WriteFate, bool> Writes
    {
        get
        {
            TheoryData<string, WriteFate, bool> rows = [];
            foreach (var fate in Enum.GetValues<WriteFate>().Except([WriteFate.Store]))
            {
                foreach (var fails in new[] { false, true })
                {
                    string[] kinds = fails
                        ? ["StepSucceeded", "StepAttemptFailed", "AttemptsIssued", "StepFailed", "StepCompensated", "CompensationAttemptFailed", "TransactionCompensated", "CoordinatorRecovered"]
                        : ["StepSucceeded", "StepAttemptFailed", "AttemptsIssued", "TransactionCompleted", "CoordinatorRecovered"];
                    foreach (var kind in kinds)
                        rows.Add(kind, fate, fails);
                }
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task I16_I17_a_write_that_goes_wrong_once_changes_no_outcome(string kind, WriteFate fate, bool fails)
    {
        var (first, second) = (0, 0);
        var backoff = RetryPolicy.Exponential(5, TimeSpan.FromMilliseconds(20));
        var builder = Transaction.Define<int>("t")
            .Step("one", async n => { _trace.Add("+one"); await Task.Yield(); return n + 1; }).Undo(_ => _trace.Add("-one"))
            .Step("two", n => ++first == 1 ? throw new InvalidOperationException("once") : n + 1, s => s.Retry(backoff).RetryCompensation(backoff))
            .Undo(_ =>
            {
                if (++second == 1)
                    throw new InvalidOperationException("once");
                _trace.Add("-two");
            });
        var definition = fails ? builder.Fails("three").Build() : builder.Step("three", n => n + 1).Build();
        var left = 1;
        Stored.OnWrite = (_, events) =>
            events.Any(e => e.GetType().Name == kind) && Interlocked.Exchange(ref left, 0) == 1 ? fate : WriteFate.Store;
        Run(definition);

        var running = Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" });
        if (kind == "CoordinatorRecovered")
        {
            await Until.IsTrueAsync(() => Stored.EventsOf("t1").Count > 0);
            Sys.ActorSelection(Region.Path / "t1").Tell(Kill.Instance);
        }
        var outcome = await running.WaitAsync(TaleSystem.Patience);

        // A rejected output took effect and cannot be kept: that step is undone, and the transaction with it.
        var goesBack = fails || (fate == WriteFate.Reject && kind is ("StepSucceeded" or "TransactionCompleted"));
        Assert.Equal(goesBack ? TransactionStatus.Compensated : TransactionStatus.Completed, outcome.Status);
        var events = Stored.EventsOf("t1");
        Assert.Single(events, e => e is "TransactionCompleted" or "TransactionCompensated");
        Assert.StartsWith("Transaction", events[^1], StringComparison.Ordinal);
        var undone = _trace.Lines.Where(line => line.StartsWith('-')).Distinct().ToList();
        Assert.Equal(goesBack ? undone.Contains("-two") ? ["-two", "-one"] : ["-one"] : [], undone);
        var row = Assert.Single((await TaleExtension.For(Sys).Index.QueryAsync(new TransactionQuery())).Transactions);
        Assert.Equal((outcome.Status, null), (row.Status, row.DueAt));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    [InlineData(WriteFate.Reject)]
    [InlineData(WriteFate.StoreAndHang)]
    public async Task F61_a_node_stops_although_the_last_write_of_a_coordinator_goes_wrong(WriteFate fate)
    {
        var gate = new Gate();
        Run(Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n; }).Build());
        Started("t1", "t", 1);
        await gate.Reached;
        Stored.DisturbOnce(typeof(Event.CoordinatorLeft), fate);
        var asking = CreateTestProbe();

        Region.Tell(new Drain(TimeSpan.FromMilliseconds(10)), asking);

        asking.ExpectMsg<Drained>(TaleSystem.Patience);
        gate.Open();
    }
}
