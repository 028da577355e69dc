using Tale.Actors.Host.Http;
using Tale.Actors.Host.Runtime;

namespace Tale.Actors.Host.Node;

/// <summary>The options of a node.</summary>
internal sealed record NodeOptions
{
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>The directory of everything that the node keeps in files; created if missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The database of the journal and the index; null: a SQLite file in the data directory.</summary>
    public PostgresConnections? Postgres { get; init; }

    /// <summary>The cluster that it is a node of; null: none.</summary>
    public ClusterMembership? Cluster { get; init; }

    /// <summary>The URLs to listen on, separated by ';'. Loopback only.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>The most connections at a time; a further one is closed at once.</summary>
    public int MaxConnections { get; init; } = RequestLimits.MaxConnections;

    /// <summary>The most requests that wait for an outcome at a time; a further one is refused.</summary>
    public int MaxWaiters { get; init; } = RequestLimits.MaxWaiters;

    /// <summary>The most streams of events at a time; a further one is refused.</summary>
    public int MaxStreams { get; init; } = RequestLimits.MaxStreams;

    /// <summary>How long a stream of events is silent before it says that it is still there.</summary>
    public TimeSpan StreamHeartbeat { get; init; } = RequestLimits.StreamHeartbeat;

    /// <summary>Whether the node has the holiday sample: its definition, its services and their ledgers.</summary>
    public bool HasSamples { get; init; } = true;

    /// <summary>Base addresses, by name, of sample services that this node does not play itself.</summary>
    public IReadOnlyDictionary<string, Uri> HolidayAddresses { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Settings of the runtime (HOCON) that win over the defaults.</summary>
    public string Settings { get; init; } = "";

    /// <summary>The file that the settings were read from, for messages; null when they were not.</summary>
    public string? ConfigFile { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>The files that are kept in the data directory.</summary>
    public IEnumerable<string> DataFiles
    {
        get
        {
            if (Postgres is null)
                yield return Node.DataDirectory.JournalFile;
            if (HasSamples)
                yield return Node.DataDirectory.HolidayFile;
        }
    }
}
