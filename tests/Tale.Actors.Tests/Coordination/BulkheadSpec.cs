using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>A step's own limit on a node with room for three: what waits for it takes no room from others.</summary>
public sealed class BulkheadSpec() : ActorSpec("tale.steps.max-concurrent = 3")
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new();
    private int _running;
    private int _most;

    [Fact]
    public void F33_no_more_than_its_limit_run_at_a_time_and_others_have_room()
    {
        Run(Slow(limit: 2), Transaction.Define<int>("quick").Step("one", n => n + 1).Build());
        var callers = Enumerable.Range(1, 6).Select(i => Started($"t{i}", "slow", i)).ToList();
        AwaitAssert(() => Assert.Equal(2, _begun.Count), TaleSystem.Patience);

        // Two of the three places are taken, and four wait without one.
        Started("q1", "quick", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.Equal(2, _begun.Count);
        Assert.Equal(4, Enumerable.Range(1, 6).Count(i => View($"t{i}").Steps[0].Running?.WaitsFor?.Contains("waits for its turn", StringComparison.Ordinal) == true));

        for (var done = 0; done < 6;)
        {
            foreach (var ended in _begun.Values.Where(gate => gate.TrySetResult()))
                done++;
        }
        callers.ForEach(caller => caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience));
        Assert.Equal(2, _most);
    }

    [Fact]
    public void F56_one_that_is_cancelled_while_it_waits_never_runs_and_the_next_one_does()
    {
        Run(Slow(limit: 1));
        var first = Started("t1", "slow", 1);
        AwaitAssert(() => Assert.Single(_begun), TaleSystem.Patience);
        var second = Started("t2", "slow", 2);
        var third = Started("t3", "slow", 3);

        Region.Tell(new CancelTransaction("t2", "enough"), CreateTestProbe());
        second.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        _begun["t1"].SetResult();
        first.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.True(_begun.ContainsKey("t3")), TaleSystem.Patience);
        _begun["t3"].SetResult();

        third.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.DoesNotContain("t2", _begun.Keys);
    }

    [Fact]
    public void A_step_that_fails_or_is_undone_gives_its_place_back()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n, step => step.MaxConcurrent(1)).Undo(_ => { })
            .Step("two", (int n) => n < 0 ? n : throw new InvalidOperationException("no"), step => step.MaxConcurrent(1).Retry(3)).Build());
        var callers = Enumerable.Range(1, 20).Select(i => Started($"t{i}", "t", i)).ToList();
        callers.ForEach(caller => caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience));
    }

    [Fact]
    public void A_participant_is_asked_by_no_more_at_a_time()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<BulkheadSpec>(participant);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<BulkheadSpec>(), step => step.MaxConcurrent(1)).Build());
        var callers = Enumerable.Range(1, 3).Select(i => Started($"t{i}", "t", i)).ToList();

        for (var i = 0; i < 3; i++)
        {
            var request = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
            var asker = participant.Sender;
            participant.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
            asker.Tell(request.Succeeded(7), participant);
        }
        callers.ForEach(caller => caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience));
    }

    private TransactionDefinition<int, int> Slow(int limit) => Transaction.Define<int>("slow")
        .Step("one", async (int n, StepContext step) =>
        {
            lock (_begun)
                _most = Math.Max(_most, ++_running);
            await _begun.GetOrAdd(step.TransactionId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            lock (_begun)
                _running--;
            return n;
        }, step => step.MaxConcurrent(limit))
        .Build();
}
