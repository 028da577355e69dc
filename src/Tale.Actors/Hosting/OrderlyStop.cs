using Akka;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Client;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Tale's part in the stop of its process. It begins with the host's stop or the actor system's, whichever comes first.</summary>
internal static class OrderlyStop
{
    /// <param name="runtime">Null: this node is a client only, and has nothing to drain.</param>
    /// <param name="services">Null: Tale runs without dependency injection, and so without a host.</param>
    public static void Prepare(ActorSystem system, TaleRuntime? runtime, TaleClient client, IServiceProvider? services)
    {
        var stop = new Lazy<Task<Done>>(() => StopAsync(runtime, client));
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tale-drain", () => stop.Value);
        // A web server stops before the actor system does, and waits for its requests, which may wait for outcomes.
        services?.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(() => _ = stop.Value);
    }

    private static async Task<Done> StopAsync(TaleRuntime? runtime, TaleClient client)
    {
        var drained = runtime?.DrainAsync() ?? Task.CompletedTask;
        _ = client.StopAsync();
        await drained;
        return Done.Instance;
    }
}
