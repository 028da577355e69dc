using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>
/// Akka's scheduler begins when it is first asked for something, and blocks all who ask until it has. Asked first by a hundred coordinators at a
/// time, it waited for a thread of the pool that they held.
/// </summary>
public sealed class SchedulerAtWorkTests
{
    [Fact]
    public async Task The_scheduler_is_at_work_before_there_is_any_coordinator()
    {
        var system = ActorSystem.Create("young", TaleSystem.Configuration(VirtualScheduler.Hocon));

        TaleExtension.For(system).Start(TaleSystem.Options(Transaction.Define<int>("t").Step("one", n => n).Build()));
        var wasAskedHere = ((VirtualScheduler)system.Scheduler).WasAskedHere;
        await system.Terminate();

        Assert.True(wasAskedHere);
    }
}
