using Npgsql;
using Tale.Actors.Cluster.Tests.Processes;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>
/// Nodes in processes and network namespaces of their own. They reach the journal over the network and the ledger over a socket in the file
/// system, which no cut reaches.
/// </summary>
internal sealed class TorturedCluster : IAsyncDisposable
{
    private const int Nodes = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Headless = TimeSpan.FromSeconds(60);

    private readonly string[] _schemas;   // of the journal's databases: the first one, and another schema beside it
    private readonly Network _network = new(Nodes + 1);
    private readonly PostgresServer _server;
    private readonly CancellationTokenSource _over = new();
    private readonly TorturedNode[] _nodes;
    private readonly Task _care;
    private readonly Task _traffic;
    private DateTime _lastMember = DateTime.UtcNow;
    private volatile bool _isQuiet;

    /// <param name="databases">In how many the logs are: 1 or 2.</param>
    public TorturedCluster(int databases)
    {
        _schemas = [.. new[] { "public", "second" }.Take(databases)];
        _server = new PostgresServer($"-c fsync=off -c shared_buffers=64MB -c listen_addresses={_network.Database}");
        File.AppendAllText(Path.Combine(_server.Folder, "data", "pg_hba.conf"), "host all all 10.0.0.0/8 trust\n");
        Ledger = NpgsqlDataSource.Create(_server.ConnectionString);
        Execute("SELECT pg_reload_conf()");
        Execute(StepLedger.Table);
        Execute(WantedStarts.Table);
        Execute("CREATE SCHEMA second");
        var journal = string.Join('\n', _schemas.Select(
            schema => $"Host={_network.Database};Username=tale;Database=postgres;Maximum Pool Size=10;Search Path={schema}"));
        // A step whose process is paused while it writes does not take that for a failure.
        var ledger = _server.ConnectionString + ";Timeout=0;Command Timeout=0";
        _nodes = [.. Enumerable.Range(0, Nodes + 1).Select(i => new TorturedNode(i, _network, journal, ledger, Logs, Chronicle))];
        for (var i = 0; i < Nodes; i++)
            _nodes[i].Start(i == 0 ? _nodes[0].Place : Seeds(i));
        _care = CareAsync();
        _traffic = StartAsync();
    }

    public Chronicle Chronicle { get; } = new();

    public DirectoryInfo Logs { get; } = Directory.CreateTempSubdirectory("tale-torture-");

    public NpgsqlDataSource Ledger { get; }

    public IReadOnlyList<Incarnation> Incarnations => [.. _nodes.SelectMany(node => node.Incarnations)];

    /// <summary>Ends when all nodes are at work.</summary>
    public async Task AtWorkAsync()
    {
        await UntilAsync(
            () => Scalar("SELECT count(*) FROM pg_class WHERE relname = 'tale_member'") == _schemas.Length
                && _schemas.All(schema => Scalar($"SELECT count(*) FROM {schema}.tale_member") >= Nodes),
            TimeSpan.FromSeconds(90));
        Execute($"""
            CREATE VIEW all_events AS {OfAll("SELECT p.persistence_id, e.sequence_nr, e.manifest, e.payload, e.written_at FROM {0}.tale_event e JOIN {0}.tale_persistence_id p USING (id)")};
            CREATE VIEW all_transactions AS {OfAll("SELECT transaction_id, status FROM {0}.tale_transaction")}
            """);
    }

    /// <summary>Has a fault happen, and be over.</summary>
    public async Task SufferAsync(Fault fault)
    {
        await Task.Delay(fault.After);
        Chronicle.Add($"FAULT {fault}");
        Chronicle.Add(fault);
        fault.From = DateTime.UtcNow;
        var others = Enumerable.Range(0, Nodes + 1).Where(other => other != fault.Node).ToList();
        List<(int From, string To)> cuts = fault.Kind switch
        {
            FaultKind.Partition => [.. others.Select(other => (fault.Node, _network.Address(other))), .. others.Select(other => (other, _network.Address(fault.Node)))],
            FaultKind.OneWay => [(fault.Node, _network.Address(fault.Other))],
            FaultKind.NoDatabase => [(fault.Node, _network.Database)],
            _ => [],
        };
        foreach (var (from, to) in cuts)
            _network.Cut(from, to);
        Begin(fault);
        await Task.Delay(fault.Lasts);
        foreach (var (from, to) in cuts)
            _network.Mend(from, to);
        if (fault.Kind == FaultKind.Pause)
            _nodes[fault.Node].Signal("CONT");
        fault.Until = DateTime.UtcNow;
        Chronicle.Add($"over: {fault}");
    }

    private void Begin(Fault fault)
    {
        if (fault.Kind == FaultKind.Kill)
        {
            _nodes[fault.Node].Signal("KILL", fault.Lasts);
            fault.From = DateTime.UtcNow;   // until then it may have begun something
        }
        else if (fault.Kind == FaultKind.Pause)
            _nodes[fault.Node].Signal("STOP");
        else if (fault.Kind == FaultKind.Stop)
            _nodes[fault.Node].Signal("TERM");
        else if (fault.Kind == FaultKind.Join)
            _nodes[fault.Node].Start(Seeds(fault.Node));
    }

    /// <summary>Starts nothing more, and waits until all that was started has ended.</summary>
    /// <returns>False: something has not, within the time.</returns>
    public async Task<bool> EndsAsync(TimeSpan within)
    {
        _isQuiet = true;
        await _traffic;
        return await TryUntilAsync(
            () => Scalar("SELECT count(*) FROM wanted WHERE acknowledged_at IS NULL") == 0
                && Scalar("SELECT count(*) FROM wanted LEFT JOIN all_transactions ON transaction_id = wanted.id WHERE status IS NULL OR status < 4") == 0,
            within);
    }

    public long Scalar(string sql)
    {
        using var command = Ledger.CreateCommand(sql);
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _isQuiet = true;
        await Task.WhenAll(_care, _traffic);
        foreach (var node in _nodes)
            node.Dispose();
        Ledger.Dispose();
        _server.Dispose();
        _network.Dispose();
        _over.Dispose();
    }

    private string OfAll(string sql) => string.Join(" UNION ALL ", _schemas.Select(schema => sql.Replace("{0}", schema, StringComparison.Ordinal)));

    private void Execute(string sql)
    {
        using var command = Ledger.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    private string Seeds(int node) => string.Join(
        ',', Enumerable.Range(0, _nodes.Length).Where(i => i != node && (i < Nodes || _nodes[i].IsWanted)).Select(i => _nodes[i].Place));

    /// <summary>One transaction each fifth of a second, by its number of either definition.</summary>
    private async Task StartAsync()
    {
        for (var number = 0; !_isQuiet; number++)
        {
            var definition = number % 2 == 0 ? "trip" : "journey";
            Execute($"INSERT INTO wanted (id, definition, number) VALUES ('{definition}-{number:0000}', '{definition}', {number})");
            await Task.Delay(2 * Tick);
        }
    }

    /// <summary>Starts again what has ended, and watches the rows of members.</summary>
    private async Task CareAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            for (var i = 0; i < _nodes.Length; i++)
                _nodes[i].Look(Seeds(i));
            if (Scalar("SELECT count(*) FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid WHERE relname = 'tale_member' AND attname = 'struck_out'") == _schemas.Length)
                WatchMembers();
            if (DateTime.UtcNow - _lastMember > Headless)
                BeginAgain();
            await Task.Delay(Tick);
        }
    }

    private readonly Dictionary<string, (Incarnation? Who, bool IsStruckOut)> _members = [];
    private readonly Dictionary<string, Incarnation?> _lives = [];   // by their addresses; a row may come again once the next life of a node has begun

    private void WatchMembers()
    {
        using var command = Ledger.CreateCommand("SELECT address, struck_out, until > clock_timestamp() FROM tale_member");
        using var reader = command.ExecuteReader();
        var seen = new HashSet<string>();
        while (reader.Read())
        {
            var (address, isStruckOut, lasts) = (reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2));
            if (lasts && !isStruckOut)
                _lastMember = DateTime.UtcNow;
            seen.Add(address);
            var isKnown = _members.TryGetValue(address, out var before);
            if (!_lives.TryGetValue(address, out var who))
                who = _lives[address] = _nodes.FirstOrDefault(node => address.Contains($"{node.Place}#", StringComparison.Ordinal))?.Incarnations[^1];
            if (!isKnown)
                Chronicle.Add($"tale_member: {who?.Name} ({address}) joined");
            if (isStruckOut && !before.IsStruckOut)
            {
                Chronicle.Add($"tale_member: {who?.Name} ({address}) struck out");
                if (who is not null)
                    who.StruckOut = DateTime.UtcNow;
            }
            _members[address] = (who, isStruckOut);
        }
        foreach (var gone in _members.Keys.Except(seen).ToList())
        {
            Chronicle.Add($"tale_member: {_members[gone].Who?.Name} ({gone}) gone");
            _members.Remove(gone);
        }
    }

    /// <summary>Nobody is a member any more, as when all have downed themselves: somebody has to say who begins.</summary>
    private void BeginAgain()
    {
        Chronicle.Add("nobody is a member: all are killed, and node 0 begins a new cluster");
        _lastMember = DateTime.UtcNow;
        foreach (var node in _nodes)
            node.Signal("KILL", TimeSpan.FromSeconds(5));
        foreach (var (node, i) in _nodes.Select((node, i) => (node, i)).Where(entry => entry.node.IsWanted))
            Chronicle.Add(new Fault(FaultKind.Kill, i, 0, default, default) { From = DateTime.UtcNow, Until = DateTime.UtcNow });
        Thread.Sleep(TimeSpan.FromSeconds(1));
        _nodes[0].Look("");
        _nodes[0].Start(_nodes[0].Place);
    }

    private static async Task UntilAsync(Func<bool> condition, TimeSpan within) => Assert.True(await TryUntilAsync(condition, within));

    private static async Task<bool> TryUntilAsync(Func<bool> condition, TimeSpan within)
    {
        for (var until = DateTime.UtcNow + within; !condition(); await Task.Delay(Tick))
        {
            if (DateTime.UtcNow > until)
                return false;
        }
        return true;
    }
}
