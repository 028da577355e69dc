using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F35: where a node has a limit for all steps, a hung one that has none of its own is not for ever.</summary>
public sealed class DefaultTimeoutSpec() : VirtualTimeSpec("tale.steps.default-timeout = 30s")
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task F35_a_step_without_a_limit_of_its_own_is_abandoned_after_that_of_the_node()
    {
        Run(Transaction.Define<int>("t").Step("hangs", HangAsync).Undo((int _) => Trace.Add("undo hangs")).Build());
        Started("t1", "t", 1);
        await _gate.Reached;

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        // Nobody knows whether it took effect.
        Assert.Contains(nameof(Event.StepOutcomeUnknown), Stored.EventsOf("t1"));
        Assert.Equal(["undo hangs"], Trace.Lines);
        _gate.Open();
    }

    [Fact]
    public async Task F35_an_undo_without_a_limit_of_its_own_is_tried_again_after_that_of_the_node()
    {
        var tries = 0;
        Run(Transaction.Define<int>("t").Step("one", n => n).Undo(async (int n) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
                await HangAsync(n);
        }).Fails("last").Build());
        Started("t1", "t", 1);
        await _gate.Reached;

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        Assert.Equal(2, tries);
        _gate.Open();
    }

    [Fact]
    public async Task A_step_that_says_that_it_has_no_limit_has_none()
    {
        Run(Transaction.Define<int>("t").Step("long", HangAsync, step => step.Timeout(Timeout.InfiniteTimeSpan)).Build());
        Started("t1", "t", 1);
        await _gate.Reached;

        Time.Advance(TimeSpan.FromHours(1));
        View("t1");
        Assert.DoesNotContain(nameof(Event.StepOutcomeUnknown), Stored.EventsOf("t1"));
        _gate.Open();

        PassUntilStored("t1", nameof(Event.TransactionCompleted));
    }

    private async Task<int> HangAsync(int n)
    {
        await _gate.PassAsync();
        return n;
    }
}
