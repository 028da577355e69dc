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

    [Fact]
    public void It_does_not_count_either_when_another_one_takes_the_thread_that_its_code_was_to_have()
    {
        using var first = new Blocker();
        using var second = new Blocker();
        var limit = TimeSpan.FromSeconds(10);
        Run(
            Transaction.Define<int>("first").Step("blocks", first.Run).Build(),
            Transaction.Define<int>("timed").Step("one", n =>
            {
                Trace.Add("one");
                return n + 1;
            }, step => step.Timeout(limit)).Undo(_ => Trace.Add("undone")).Build(),
            Transaction.Define<int>("second").Step("blocks", second.Run).Build());
        Started("t1", "first", 1);
        Assert.True(first.IsReached.Wait(TaleSystem.Patience));
        // The thread sees to their actors in this order.
        var timed = Started("t2", "timed", 1);
        ViewWhen("t2", view => view.Steps[0].Running is not null);
        Started("t3", "second", 1);
        ViewWhen("t3", view => view.Steps[0].Running is not null);

        first.Goes.Set();
        Assert.True(second.IsReached.Wait(TaleSystem.Patience));
        for (var i = 0; i < 20; i++)
        {
            Time.Advance(limit);
            Assert.Equal(TransactionStatus.Running, View("t2").Status);
        }
        second.Goes.Set();

        timed.ExpectMsg(new TransactionCompleted("t2", 2), TaleSystem.Patience);
        Assert.Equal(["one"], Trace.Lines);
    }

    private sealed class Blocker : IDisposable
    {
        public ManualResetEventSlim IsReached { get; } = new();

        public ManualResetEventSlim Goes { get; } = new();

        public int Run(int n)
        {
            IsReached.Set();
            Goes.Wait();
            return n;
        }

        public void Dispose()
        {
            IsReached.Dispose();
            Goes.Dispose();
        }
    }
}
