using Akka.Dispatch;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>The threads of step code.</summary>
public sealed class StepExecutorTests
{
    [Fact]
    public void Work_that_blocks_its_thread_does_not_hold_up_other_work()
    {
        var blocking = Environment.ProcessorCount * 4;
        using var executor = new StepExecutor("blocked", blocking + 1);
        using var gate = new ManualResetEventSlim();
        using var begun = new CountdownEvent(blocking);
        for (var i = 0; i < blocking; i++)
        {
            executor.Execute(new Work(() =>
            {
                begun.Signal();
                gate.Wait();
            }));
        }
        using var other = new ManualResetEventSlim();
        executor.Execute(new Work(other.Set));

        Assert.True(begun.Wait(TaleSystem.Patience));
        Assert.True(other.Wait(TaleSystem.Patience));
        gate.Set();
        executor.Shutdown();
    }

    [Fact]
    public void There_are_never_more_threads_than_allowed_and_all_work_is_done()
    {
        const int Most = 3;
        const int Count = 30;
        using var executor = new StepExecutor("limited", Most);
        using var full = new Barrier(Most);
        using var done = new CountdownEvent(Count);
        var (running, peak) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            executor.Execute(new Work(() =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref peak, now);
                // Three at a time, or none goes on.
                full.SignalAndWait();
                Interlocked.Decrement(ref running);
                done.Signal();
            }));
        }

        Assert.True(done.Wait(TaleSystem.Patience));
        Assert.Equal(Most, peak);
        executor.Shutdown();
    }

    [Fact]
    public void What_was_queued_before_a_shutdown_is_done_and_what_comes_after_is_refused()
    {
        using var executor = new StepExecutor("closing", 1);
        using var gate = new ManualResetEventSlim();
        using var done = new CountdownEvent(2);
        executor.Execute(new Work(() =>
        {
            gate.Wait();
            done.Signal();
        }));
        executor.Execute(new Work(() => done.Signal()));

        executor.Shutdown();

        Assert.Throws<RejectedExecutionException>(() => executor.Execute(new Work(() => { })));
        gate.Set();
        Assert.True(done.Wait(TaleSystem.Patience));
    }

    [Fact]
    public void A_burst_after_a_pause_is_done()
    {
        using var executor = new StepExecutor("bursts", 4);
        for (var burst = 0; burst < 200; burst++)
        {
            using var done = new CountdownEvent(burst % 7 + 1);
            for (var i = 0; i < burst % 7 + 1; i++)
                executor.Execute(new Work(() => done.Signal()));
            Assert.True(done.Wait(TaleSystem.Patience));
        }
        executor.Shutdown();
    }

    [Fact]
    public async Task What_comes_after_an_await_is_done_on_the_same_threads()
    {
        using var executor = new StepExecutor("awaits", 2);
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        executor.Execute(new Work(async () =>
        {
            await Task.Yield();
            await Task.Delay(1);
            done.SetResult(Thread.CurrentThread.Name);
        }));

        Assert.Equal("awaits", await done.Task.WaitAsync(TaleSystem.Patience));
        executor.Shutdown();
    }

    [Fact]
    public void Work_is_begun_although_what_has_begun_awaits_again_and_again()
    {
        using var executor = new StepExecutor("restless", 64);
        using var begun = new ManualResetEventSlim();
        for (var i = 0; i < Environment.ProcessorCount; i++)
            executor.Execute(new Work(() => _ = RestlessAsync()));

        executor.Execute(new Work(begun.Set));

        Assert.True(begun.Wait(TaleSystem.Patience));
        executor.Shutdown();

        async Task RestlessAsync()
        {
            while (!begun.IsSet)
                await Task.Yield();
        }
    }

    [Fact]
    public void Threads_that_all_wait_for_what_comes_after_an_await_get_it()
    {
        const int Most = 2;
        using var executor = new StepExecutor("nested", Most);
        using var full = new Barrier(Most);
        using var done = new CountdownEvent(2 * Most);
        for (var i = 0; i < 2 * Most; i++)
        {
            executor.Execute(new Work(() =>
            {
                full.SignalAndWait();
                TwiceAsync().GetAwaiter().GetResult();
                done.Signal();
            }));
        }

        Assert.True(done.Wait(TaleSystem.Patience));
        executor.Shutdown();

        static async Task TwiceAsync()
        {
            await Task.Yield();
            await Task.Yield();
        }
    }

    [Fact]
    public void What_comes_after_an_await_is_done_after_the_shutdown_too()
    {
        using var executor = new StepExecutor("closing", 1);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        executor.Execute(new Work(async () =>
        {
            begun.Set();
            await Task.Run(gate.Wait);
            await Task.Yield();
            done.Set();
        }));
        Assert.True(begun.Wait(TaleSystem.Patience));

        executor.Shutdown();
        gate.Set();

        Assert.True(done.Wait(TaleSystem.Patience));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private sealed class Work(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => action();
    }
}
