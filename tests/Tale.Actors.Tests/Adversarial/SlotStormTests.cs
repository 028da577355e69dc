using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Kills, failures and cancellations while attempts run, are queued, and are on their way.</summary>
public sealed class SlotStormTests() : LoneCoordinatorSpec("tale.steps.max-concurrent = 2")
{
    [Theory]
    [InlineData(BranchFailurePolicy.FailFast)]
    [InlineData(BranchFailurePolicy.Wait)]
    public void Slots_are_given_back_after_a_storm_of_kills_and_failures(BranchFailurePolicy policy)
    {
        var random = new Random(4711);
        List<(IActorRef Coordinator, AttemptServices Attempts)> all = [];
        for (var i = 0; i < 30; i++)
        {
            var definition = Transaction.Define<int>("t").Concurrent("all", block =>
            {
                var branches = block.Branch(b => b.Fails("fails")).Branch(b => b.Step("s1", Works).Undo(_ => { }))
                    .Branch(b => b.Step("s2", Works).Undo(_ => { }));
                return branches.Branch(b => b.Step("s3", Works).Undo(_ => { })).Branch(b => b.Step("s4", Works).Undo(_ => { })).Join((n, _, _, _, _, _) => n);
            }, policy).Build();
            var (attempts, coordinator) = Alone($"t{i}", new NodeClock(Sys.Scheduler), definition);
            coordinator.Tell(new StartTransaction($"t{i}", "t", 1), CreateTestProbe());
            all.Add((coordinator, attempts));
        }
        foreach (var (coordinator, _) in all.OrderBy(_ => random.Next()))
        {
            if (random.Next(3) > 0)
                coordinator.Tell(Kill.Instance);
        }

        AwaitAssert(() => Assert.All(all, entry => Assert.Equal(0, entry.Attempts.Slots.Taken)), TaleSystem.Patience);

        async Task<int> Works(int n, StepContext step)
        {
            if (n % 2 == 0)
                await Task.Yield();
            await Task.Delay(1, step.CancellationToken);
            return n;
        }
    }
}
