using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A cancel, and a journal that does not confirm it.</summary>
public sealed class CancelOnceSpec() : VirtualTimeSpec("tale.steps.max-concurrent = 1")
{
    private static readonly string[] Ends =
        [nameof(Event.TransactionCompensated), nameof(Event.TransactionSuspended), nameof(Event.TransactionFailed)];

    private readonly Gate _gate = new();
    private readonly Gate _again = new();
    private int _runs;

    /// <summary>Whose write is not confirmed has cancelled once, whatever the next incarnation makes of it.</summary>
    [Fact]
    public async Task F23_a_cancel_whose_write_was_not_confirmed_is_not_said_twice()
    {
        await CancelUnconfirmedAsync(
            Transaction.Define<int>("t").Step("slow", SlowAsync, step => step.OnUnknownOutcome(UnknownOutcomePolicy.Suspend)).Build());
        _gate.Open();
        await _again.Reached;

        _again.Open();

        AwaitAssert(() => Assert.Contains(Stored.EventsOf("t1")[^1], Ends), TaleSystem.Patience);
        Assert.Equal(
            $"{nameof(Event.StepSucceeded)}, {nameof(Event.CompensationStarted)}, {nameof(Event.TransactionCompensated)}",
            string.Join(", ", Stored.EventsOf("t1").SkipWhile(e => e != nameof(Event.CoordinatorRecovered)).Skip(1)));
    }

    /// <summary>What was not stored is said for the first time.</summary>
    [Fact]
    public async Task F23_a_cancel_whose_write_failed_reaches_the_step_that_is_repeated()
    {
        Run(Transaction.Define<int>("t").Step("slow", SlowAsync).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        Stored.DisturbOnce(typeof(Event.CancelRequested), WriteFate.Fail);
        Region.Tell(new CancelTransaction("t1", "enough"), CreateTestProbe());
        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));
        _gate.Open();

        // It would go on for ever.
        Assert.IsType<TransactionCompensated>(Outcome("t1"));
    }

    /// <summary>It waits for the place that the execution before it holds, of which nobody has said that it is not to be waited for.</summary>
    [Fact]
    public async Task F23_an_undo_does_not_begin_beside_the_execution_whose_repetition_waits_for_its_place()
    {
        await CancelUnconfirmedAsync(
            Transaction.Define<int>("t").Step("slow", SlowAsync).Undo(n => Trace.Add($"undo {n}")).UndoUnknown((int n) => Trace.Add($"undo {n}")).Build());
        View("t1");

        Assert.DoesNotContain(nameof(Event.CompensationStarted), Stored.EventsOf("t1"));
        _again.Open();
        _gate.Open();
        WaitUntilStored("t1", nameof(Event.TransactionCompensated));
        Assert.Equal("end 1", Trace.Lines.First(line => line.StartsWith("end", StringComparison.Ordinal) || line.StartsWith("undo", StringComparison.Ordinal)));
    }

    /// <summary>It is cancelled while it is at work, in a write that is stored and not confirmed, and the next incarnation has answered.</summary>
    private async Task CancelUnconfirmedAsync(TransactionDefinition definition)
    {
        Run(definition);
        Started("t1", "t", 1);
        await _gate.Reached;
        Stored.DisturbOnce(typeof(Event.CancelRequested), WriteFate.StoreAndFail);
        var asker = CreateTestProbe();
        Region.Tell(new CancelTransaction("t1", "enough"), asker);
        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));
        asker.ExpectMsg<CommandAccepted>(TaleSystem.Patience);
    }

    private async Task<int> SlowAsync(int n, StepContext step)
    {
        var run = Interlocked.Increment(ref _runs);
        await using var told = step.CancellationToken.Register(() => Trace.Add($"told {run}"));
        if (run == 1)
            await _gate.PassAsync(CancellationToken.None);
        else
            await _again.PassAsync(step.CancellationToken);
        Trace.Add($"end {run}");
        return n;
    }
}
