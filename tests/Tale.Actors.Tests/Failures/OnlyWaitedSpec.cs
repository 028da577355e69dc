using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>
/// F46: a delayed attempt that only waited when its incarnation ended, and then fails, has failed definitely: nothing is undone that did
/// not happen.
/// </summary>
public sealed class OnlyWaitedSpec : VirtualTimeSpec
{
    [Fact]
    public void F46_an_attempt_in_short_backoff_outlives_a_crash_and_fails_definitely()
    {
        Failing(backoff: TimeSpan.FromSeconds(30));

        Coordinator("t1").Tell(Kill.Instance);
        PassUntilStored("t1", "CoordinatorRecovered");

        PassUntilStored("t1", "TransactionCompensated");
        FailedDefinitely();
    }

    [Fact]
    public void F46_an_attempt_in_long_backoff_outlives_passivation_and_fails_definitely()
    {
        Failing(backoff: TimeSpan.FromMinutes(5));
        WaitUntilPassivated("t1");

        Time.Advance(TimeSpan.FromMinutes(6));

        WaitUntilStored("t1", "TransactionCompensated");
        FailedDefinitely();
    }

    [Fact]
    public void F46_an_attempt_in_backoff_about_which_somebody_asks_meanwhile_fails_definitely()
    {
        Failing(backoff: TimeSpan.FromMinutes(5));
        WaitUntilPassivated("t1");

        // Half a minute before the attempt is due.
        Time.Advance(TimeSpan.FromMinutes(4.5));
        var watcher = CreateTestProbe();
        Region.Tell(new WatchTransaction("t1"), watcher);
        Assert.Equal(StepStatus.Retrying, View("t1").Steps[0].Status);
        WaitUntilStored("t1", "CoordinatorRecovered");

        PassUntilStored("t1", "TransactionCompensated");
        FailedDefinitely();
        watcher.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    /// <summary>The first attempt has failed, and the second one, which fails too, waits.</summary>
    private void Failing(TimeSpan backoff)
    {
        Run(Transaction.Define<int>("t")
            .Step("one", Counting.Failing("certainly not"), s => s.Retry(RetryPolicy.Exponential(1, backoff)))
            .Undo(n => Trace.Add($"undo: {n}")).Build());
        // Nobody waits for the outcome, so that nobody keeps it in memory.
        Region.Tell(new StartTransaction("t1", "t", 1) { NotifyOutcome = false }, TestActor);
        WaitUntilStored("t1", "StepAttemptFailed");
    }

    private void FailedDefinitely()
    {
        Assert.Equal(2, Assert.Single(View("t1").Failure!.Steps).Attempts.Count);
        Assert.Contains("StepFailed", Stored.EventsOf("t1"));
        Assert.Empty(Trace.Lines);
    }
}
