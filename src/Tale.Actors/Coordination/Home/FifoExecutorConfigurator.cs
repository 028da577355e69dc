using Akka.Configuration;
using Akka.Dispatch;

namespace Tale.Actors.Coordination.Home;

/// <summary>Makes the executor that <c>tale.coordinator.dispatcher-config</c> names.</summary>
internal sealed class FifoExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new FifoExecutor(id);
}
