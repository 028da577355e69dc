using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>An empty database of one kind, for one test.</summary>
public interface ITestStore : IDisposable
{
    /// <summary>A busy machine is not a broken database.</summary>
    const string Patience = "hang-timeout = 60s, circuit-breaker.call-timeout = 60s";

    /// <summary>Makes it the default journal of an actor system.</summary>
    Config Config { get; }

    /// <summary>The path of the plugin's configuration.</summary>
    string PluginId { get; }

    /// <summary>Changes the database behind the journal's back.</summary>
    void Execute(string sql);

    /// <summary>The number that a query answers.</summary>
    long Count(string sql);

    /// <summary>Reads one value behind the journal's back.</summary>
    string? Scalar(string sql);

    internal IEventStore Open();

    internal ITransactionIndex Index(ActorSystem system);
}
