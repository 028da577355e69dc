using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;

namespace Tale.Actors.Tests.Support;

/// <summary>An actor system of its own for a test, on the in-memory journal.</summary>
public sealed class TaleSystem : IAsyncDisposable
{
    private TaleSystem(ActorSystem system) => System = system;

    public ActorSystem System { get; }

    public TaleExtension Tale => TaleExtension.For(System);

    public ITaleClient Client => Tale.Client;

    public static Config Configuration(string hocon = "") => ConfigurationFactory
        .ParseString($"{hocon}\nakka.loglevel = WARNING\nakka.log-dead-letters = off")
        .WithFallback(TaleExtension.DefaultConfiguration());

    public static TaleSystem Start(params TransactionDefinition[] definitions) => Start("", null, definitions);

    public static TaleSystem Start(string hocon, IServiceProvider? services, params TransactionDefinition[] definitions)
    {
        var system = ActorSystem.Create("tale", Configuration(hocon));
        var options = new TaleOptions();
        foreach (var definition in definitions)
            options.AddTransaction(definition);
        TaleExtension.For(system).Start(options, services);
        return new TaleSystem(system);
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
