using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Services;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Host.Node;

/// <summary>A running node: the runtime on its journal, and the HTTP API.</summary>
/// <remarks>
/// <code>
/// client --HTTP--> Api --ITaleClient--> Runtime --steps--> Samples/Holiday (Clients) --HTTP--> Samples/Holiday (Services)
///                                          |                                                       |
///                                tale.db or PostgreSQL                                         holiday.db
/// </code>
/// </remarks>
internal sealed class TaleNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DataDirectory? _data;

    private TaleNode(WebApplication app, DataDirectory? data)
    {
        _app = app;
        _data = data;
    }

    /// <summary>The address that the node listens on, with the port that it got.</summary>
    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <summary>Runs a node until SIGTERM or Ctrl-C. Standard output has one line, once it listens, that says where.</summary>
    public static async Task<int> RunAsync(NodeOptions options)
    {
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);   // Akka.Hosting reports a failed start there, with its stack
        await using var node = await StartAsync(options);
        var cluster = options.Cluster is { } member ? $", node of a cluster at {member.Self}" : "";
        await output.WriteLineAsync($"listening on {string.Join(", ", node._app.Urls)} ({Place(options, node._data)}{cluster})");
        await output.FlushAsync();
        await node._app.WaitForShutdownAsync();
        if (CoordinatedShutdown.Get(node.Services.GetRequiredService<ActorSystem>()).ShutdownReason is not { ExitCode: not 0 } reason)
            return ExitCodes.Success;
        await Console.Error.WriteLineAsync($"error: The node has ended by itself ({reason.GetType().Name}), and its log above says why; start it again.");
        return ExitCodes.Failed;
    }

    /// <summary>Starts a node; it listens when the task is done.</summary>
    /// <exception cref="StartupException">The node cannot be started as asked.</exception>
    public static async Task<TaleNode> StartAsync(NodeOptions options)
    {
        var urls = LoopbackUrls.Parse(options.Urls);
        var data = options.DataFiles.Any() ? DataDirectory.Open(options.DataDirectory, [.. options.DataFiles]) : null;
        var node = new TaleNode(NodeBuilder.Build(options, urls, data), data);
        try
        {
            node.Services.GetService<HolidayLedger>();   // a ledger that cannot be opened shows now, not in a transaction
            await node._app.StartAsync();
            if (data is { IsOpenToOthers: true })
                Warn(node.Services, data);
            return node;
        }
        catch (Exception error)
        {
            await node.DisposeAsync();
            if (options.ConfigFile is { } file && Misconfigured(error) is { } wrong)
                throw ConfigFile.Refusal(file, wrong, error);
            if (Explain(error, options, data) is { } reason)
                throw new StartupException(reason, innerException: error);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
        }
        catch (ArgumentNullException)
        {
            // .NET's own, of a host whose services could not even be made: nothing of it has to stop, and what was wrong is about to be said.
        }
        await _app.DisposeAsync();
        _data?.Dispose();
    }

    private static void Warn(IServiceProvider services, DataDirectory data) =>
        services.GetRequiredService<ILogger<TaleNode>>().LogWarning(
            "Other users of this machine can look into the data directory {Directory}; run chmod 700 on it", data.Path);

    private static string Place(NodeOptions options, DataDirectory? data) => (options.Postgres, data) switch
    {
        (null, _) => $"data in {data!.Path}",
        (var postgres, null) => $"data in {postgres}",
        var (postgres, samples) => $"data in {postgres}, the samples' in {samples.Path}",
    };

    private static string? Misconfigured(Exception? error) => error switch
    {
        null => null,
        ConfigurationException => error.Message,
        CryptographicException => $"the certificate at akka.remote.dot-netty.tcp.ssl.certificate cannot be used ({OneLine.Of(error.Message)}); correct its path or password",
        _ => Misconfigured(error.InnerException),
    };

    private static string? Explain(Exception error, NodeOptions options, DataDirectory? data) => error switch
    {
        RemoteTransportException =>
            $"Cannot listen on {options.Cluster?.Self} for the other nodes of the cluster ({OneLine.Of(error.Message)}); choose another address with "
            + "--cluster.",
        IOException { InnerException: AddressInUseException } =>
            $"Cannot listen on {options.Urls}: the address is in use; "
            + "stop the process that uses it, or choose another port with --urls.",
        SocketException or IOException { InnerException: SocketException } =>
            $"Cannot listen on {options.Urls} ({OneLine.Of(error.Message)}); choose another address with --urls.",
        SqliteException =>
            $"The data in '{data?.Path}' cannot be opened ({OneLine.Of(error.Message)}); "
            + "restore it from a backup, or name another directory with --data.",
        PostgresException refused =>
            $"The {options.Postgres} refuses this node ({OneLine.Of(refused.MessageText)}); "
            + $"correct --postgres ({PostgresConnections.Variable}), or the user's rights.",
        JournalSchemaException { InnerException: SqliteException file } => Explain(file, options, data),
        JournalUnavailableException { InnerException: SqliteException file } => Explain(file, options, data),
        JournalSchemaException or JournalUnavailableException or ConfigurationException or DatabaseInUseException =>
            OneLine.Of(error.Message) + ".",
        { InnerException: { } inner } => Explain(inner, options, data),
        _ => null,
    };
}
