using System.Collections.Concurrent;
using Akka.TestKit;
using Tale.Actors.Index;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Operations;

/// <summary>
/// The sweeps of an operation's log and its book's: at every write it fails, the process dies, the node stops, or another node owns the database; and
/// each transaction has its command once, and is counted once.
/// </summary>
public sealed class OperationSweepSpec : PlayedOperations
{
    private const int Count = 10;

    /// <summary>Of an undisturbed operation over ten transactions, four a page: opened, counted, three pages, ended, closed.</summary>
    private const int Writes = 7;

    private readonly ConcurrentDictionary<string, OperatorCommand> _told = new();
    private readonly ConcurrentQueue<string> _toldOtherwise = new();
    private int _writes;

    public enum Trouble
    {
        /// <summary>The write fails, and was not stored.</summary>
        Fails,

        /// <summary>It fails, as far as the actor knows.</summary>
        FailsStored,

        Rejected,

        /// <summary>The process dies before the write is stored.</summary>
        Dies,

        /// <summary>The process dies before it hears that it is.</summary>
        DiesStored,

        /// <summary>The node stops, and the next one follows.</summary>
        Stops,

        /// <summary>Another node has the database for a while.</summary>
        LosesLease,
    }

    public static TheoryData<Trouble, int> Points
    {
        get
        {
            var points = new TheoryData<Trouble, int>();
            foreach (var trouble in Enum.GetValues<Trouble>())
            {
                for (var write = 1; write <= Writes; write++)
                    points.Add(trouble, write);
            }
            return points;
        }
    }

    [Fact]
    public void An_undisturbed_operation_has_so_many_writes()
    {
        Begin(0, default);
        Start(Request("op-1"));
        IsRight();
        Assert.Equal(Writes, _writes);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Whatever_happens_at_a_write_each_transaction_is_told_and_counted_once(Trouble trouble, int write)
    {
        Begin(write, trouble);
        Ask(new OperationQuestion.Start(Request("op-1")));
        PassUntil(() => Volatile.Read(ref _writes) >= write);
        switch (trouble)
        {
            case Trouble.Dies or Trouble.DiesStored:
                Crash();
                break;
            case Trouble.Stops:
                PassInterval();
                IsStopping = false;
                Crash();
                break;
            case Trouble.LosesLease:
                PassInterval();
                Lease.TakeBack();
                break;
        }
        Start(Request("op-1"));   // who was not told that it is stored asks again
        IsRight();
    }

    private void Begin(int disturbed, Trouble trouble)
    {
        Rows.AddSuspended(Count);
        Fly();
        Stored.OnWrite = (_, _) =>
        {
            if (Interlocked.Increment(ref _writes) != disturbed)
                return WriteFate.Store;
            if (trouble == Trouble.Stops)
                IsStopping = true;
            if (trouble == Trouble.LosesLease)
                Lease.Lose();
            return trouble switch
            {
                Trouble.Fails or Trouble.Dies => WriteFate.Fail,
                Trouble.FailsStored or Trouble.DiesStored => WriteFate.StoreAndFail,
                Trouble.Rejected => WriteFate.Reject,
                _ => WriteFate.Store,
            };
        };
    }

    /// <summary>Transactions as they are: a command has its effect once, by its id, and is seen in the view.</summary>
    private void Fly() => Transactions.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
    {
        if (message is GetTransaction { TransactionId: var asked })
            sender.Tell(_told.TryGetValue(asked, out var before) ? Seen(asked, TransactionStatus.Running) with { Interventions = [By(before)] } : Seen(asked), Transactions);
        else if (message is OperatorCommand command)
        {
            if (_told.GetOrAdd(command.TransactionId, command).CommandId != command.CommandId)
                _toldOtherwise.Enqueue($"{command}");
            Rows.Leave(command.TransactionId);
            sender.Tell(new CommandAccepted(command.TransactionId, TransactionStatus.Running, 9), Transactions);
        }
        return AutoPilot.KeepRunning;
    }));

    private void IsRight()
    {
        PassUntil(() => Stored.Stored.Exists(stored => stored.Payload is OperationEvent.Closed));
        var view = Shown("op-1");
        Assert.Equal((OperationStatus.Ended, (long)Count, 0L, 0L), (view.Status, view.Done, view.Refused, view.Failed));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"t{i:00}"), _told.Keys.Order());
        Assert.Empty(_toldOtherwise);
        Assert.Single(Stored.Stored, stored => stored.Payload is OperationEvent.Opened);
        Assert.Single(Stored.Stored, stored => stored.Payload is OperationEvent.Ended);
        Assert.Single(Stored.Stored, stored => stored.Payload is OperationEvent.Closed);
    }

    private static OperatorIntervention By(OperatorCommand command) =>
        new(PlayedRows.Before, command.CommandId, OperatorAction.RetryNow, null, "ada", "the bank is back");
}
