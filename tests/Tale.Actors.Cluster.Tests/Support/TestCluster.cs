using Akka.Actor;
using Npgsql;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Cluster.Tests.Support;

/// <summary>Nodes of one cluster on loopback, with remoting between them, on a PostgreSQL database of their own, or on several.</summary>
/// <param name="define">The definitions that a node knows, by its name; a step can tell where it runs.</param>
/// <param name="databases">How many; each after the first is on a server of its own.</param>
/// <param name="hocon">Settings of nodes that join one after the other.</param>
internal sealed class TestCluster(Func<string, IEnumerable<TransactionDefinition>> define, int databases = 1, string hocon = "") : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ClusterNode> _nodes = [];

    public IReadOnlyList<PostgresServer> Servers { get; } =
        [PostgresServer.Shared, .. Enumerable.Range(1, databases - 1).Select(_ => new PostgresServer())];

    /// <summary>Of the first database.</summary>
    public string ConnectionString => ConnectionStrings[0];

    public IReadOnlyList<string> ConnectionStrings => field ??= [.. Servers.Select(NewDatabase)];

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>Starts a node, and waits until it is a full member.</summary>
    /// <param name="role">Those with the role "tale" run transactions.</param>
    public async Task<ClusterNode> JoinAsync(string role = "tale", int shards = 16)
    {
        var name = $"node-{_nodes.Count + 1}";
        var node = await ClusterNode.StartAsync(name, role, shards, ConnectionStrings, [.. define(name)], hocon: hocon);
        _nodes.Add(node);
        await node.JoinAsync(_nodes.First(other => other == node || !other.IsGone).Address).WaitAsync(Patience);
        return node;
    }

    /// <summary>Starts nodes that find each other, all at the same time.</summary>
    /// <returns>They have not yet.</returns>
    /// <param name="user">As whom they use the database; null: as everybody.</param>
    public async Task<ClusterNode[]> DiscoverAsync(int count, string role = "tale", string? user = null)
    {
        if (user is not null)
            Execute($"CREATE ROLE {user} LOGIN SUPERUSER");
        var connection = user is null ? ConnectionString : ConnectionString.Replace("Username=tale", $"Username={user}", StringComparison.Ordinal);
        var names = Enumerable.Range(_nodes.Count + 1, count).Select(number => $"node-{number}").ToList();
        var nodes = await Task.WhenAll(names.Select(name =>
            Task.Run(() => ClusterNode.StartAsync(name, role, 16, [connection], [.. define(name)], discovers: true))));
        _nodes.AddRange(nodes);
        return nodes;
    }

    /// <summary>Starts a node that begins a cluster of its own, as one does whose seed node is itself.</summary>
    public async Task<ClusterNode> StartAloneAsync()
    {
        var node = await ClusterNode.StartAsync("alone", "tale", 16, ConnectionStrings, [.. define("alone")]);
        _nodes.Add(node);
        await Akka.Cluster.Cluster.Get(node.System).JoinAsync(node.Address).WaitAsync(Patience);
        return node;
    }

    /// <summary>Starts a member that has another database where the others have theirs.</summary>
    public async Task<ClusterNode> JoinWithAnotherDatabaseAsync()
    {
        var name = $"node-{_nodes.Count + 1}";
        var node = await ClusterNode.StartAsync(name, "tale", 16, [NewDatabase(Servers[0])], [.. define(name)], hocon: hocon);
        _nodes.Add(node);
        await node.JoinAsync(_nodes[0].Address).WaitAsync(Patience);
        return node;
    }

    /// <summary>Starts a node that uses the database as another user, whose way to it can be cut.</summary>
    public async Task<ClusterNode> JoinAsUserAsync(string user, TimeSpan? lookInterval = null)
    {
        Execute($"CREATE ROLE {user} LOGIN SUPERUSER");
        var name = $"node-{_nodes.Count + 1}";
        var node = await ClusterNode.StartAsync(
            name, "tale", 16, [ConnectionString.Replace("Username=tale", $"Username={user}", StringComparison.Ordinal)], [.. define(name)], lookInterval);
        _nodes.Add(node);
        await node.JoinAsync(_nodes[0].Address).WaitAsync(Patience);
        return node;
    }

    /// <summary>From now on the user gets no connection, and loses those that there are.</summary>
    public void CutOff(string user) => Execute(
        $"ALTER ROLE {user} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'");

    /// <summary>The user gets connections again.</summary>
    public void Restore(string user) => Execute($"ALTER ROLE {user} LOGIN");

    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public async Task<ClusterNode[]> JoinAsync(int count)
    {
        var nodes = new ClusterNode[count];
        for (var i = 0; i < count; i++)
            nodes[i] = await JoinAsync();
        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
            await node.DisposeAsync();
        foreach (var server in Servers.Skip(1))
            server.Dispose();
    }

    private static string NewDatabase(PostgresServer server)
    {
        var name = $"tale_{Guid.NewGuid():N}";
        using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return $"Host={server.Folder};Username=tale;Database={name};Maximum Pool Size=10";
    }
}
