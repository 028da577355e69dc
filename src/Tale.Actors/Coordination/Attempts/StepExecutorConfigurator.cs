using Akka.Configuration;
using Akka.Dispatch;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>Makes the executor that <c>tale.steps.dispatcher-config</c> names.</summary>
internal sealed class StepExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new StepExecutor(id, Math.Max(1, Config.GetInt("max-threads", 0)));
}
