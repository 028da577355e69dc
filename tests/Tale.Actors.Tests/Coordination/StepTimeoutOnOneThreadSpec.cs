using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>A node with one thread for step code.</summary>
public sealed class StepTimeoutOnOneThreadSpec() : VirtualTimeSpec("tale.steps.dispatcher-config.max-threads = 1")
{
    [Fact]
    public void Time_in_which_an_attempt_waits_for_a_thread_does_not_count()
    {
        using var reached = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        var limit = TimeSpan.FromSeconds(10);
        Run(
            Transaction.Define<int>("first").Step("blocks", n =>
            {
                reached.Set();
                blocked.Wait();
                return n;
            }).Build(),
            Transaction.Define<int>("second").Step("one", n => n + 1, step => step.Timeout(limit)).Build());
        Started("t1", "first", 1);
        Assert.True(reached.Wait(TaleSystem.Patience));
        var second = Started("t2", "second", 1);
        // It has been handed to its actor.
        ViewWhen("t2", view => view.Steps[0].Running is not null);

        for (var i = 0; i < 100; i++)
        {
            Time.Advance(limit);
            Assert.Equal(TransactionStatus.Running, View("t2").Status);
        }
        blocked.Set();

        second.ExpectMsg(new TransactionCompleted("t2", 2), TaleSystem.Patience);
    }
}
