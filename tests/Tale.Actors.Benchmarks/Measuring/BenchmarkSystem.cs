using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>An actor system on the chosen journal.</summary>
internal sealed class BenchmarkSystem(ActorSystem system) : IAsyncDisposable
{
    public ActorSystem System { get; } = system;

    public ITaleClient Client => TaleExtension.For(System).Client;

    public static BenchmarkSystem Start(JournalChoice journal, string hocon, params TransactionDefinition[] definitions) =>
        Start(journal, hocon, null, definitions);

    public static BenchmarkSystem Start(JournalChoice journal, string hocon, IServiceProvider? services, params TransactionDefinition[] definitions)
    {
        var system = ActorSystem.Create("benchmark", ConfigurationFactory
            .ParseString(hocon).WithFallback("akka { loglevel = WARNING, log-dead-letters = off }")
            .WithFallback(journal.Configuration).WithFallback(TaleExtension.DefaultConfiguration()));
        if (definitions.Length > 0)
        {
            var options = new TaleOptions();
            foreach (var definition in definitions)
                options.AddTransaction(definition);
            TaleExtension.For(system).Start(options, services);
        }
        return new BenchmarkSystem(system);
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
