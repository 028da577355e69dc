using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Cluster.Tests.Processes;
using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>What is promised of a cluster, measured: each case prints a line with what it found.</summary>
internal static class FigureCases
{
    private const double PerSecond = 60;
    private const int InFlight = 256;

    private static readonly StepLedger NoLedger = null!;

    /// <summary>By name: what is promised, and the case.</summary>
    public static readonly IReadOnlyDictionary<string, (string Bound, Func<Task<string>> Run)> All = new Dictionary<string, (string, Func<Task<string>>)>
    {
        ["kill"] = ("all go on within 13 s, 0 errors, 1 repetition of what was open there", () => KillAsync(null)),
        ["kill-fast"] = ("the same within 9 s, with hocon/cluster-fast.conf", () => KillAsync(Path.Combine(AppContext.BaseDirectory, "cluster-fast.conf"))),
        ["herd"] = ("10,000 open: all of a lost node resumed within 5 s of its removal, 1 repetition each", HerdAsync),
        ["rolling"] = ("0 errors, 0 repetitions, longest transaction 3 s", RollingAsync),
        ["join"] = ("no overlap, other starts within 5 s", JoinAsync),
        ["all"] = ("all go on within 6 s of the restart, at the same addresses", () => AllAsync(isSamePlace: true)),
        ["all-elsewhere"] = ("the same, at other addresses: the old leases run out first", () => AllAsync(isSamePlace: false)),
        ["rollout"] = ("0 errors", RolloutAsync),
        ["processor-1"] = ("for comparison", () => ProcessorAsync(1)),
        ["processor-2"] = ("for comparison", () => ProcessorAsync(2)),
        ["processor-3"] = ("three nodes and a client 1.0, PostgreSQL 0.25 CPU s per 1,000", () => ProcessorAsync(3)),
        ["processor-6"] = ("for comparison", () => ProcessorAsync(6)),
        ["processor-3-full"] = ("for comparison, 256 in flight for each node", () => ProcessorAsync(3, 3 * InFlight)),
        ["processor-6-full"] = ("for comparison, 256 in flight for each node", () => ProcessorAsync(6, 6 * InFlight)),
        ["processor-1-two"] = ("for comparison, two databases", () => ProcessorAsync(1, InFlight, databases: 2)),
        ["processor-3-two"] = ("for comparison, two databases", () => ProcessorAsync(3, InFlight, databases: 2)),
        ["processor-3-full-two"] = ("for comparison, 256 in flight for each node, two databases", () => ProcessorAsync(3, 3 * InFlight, databases: 2)),
        ["sharded"] = ("a cluster of one node costs 1.15 of a single node, at most", Sharded.RunAsync),
    };

    /// <summary>SIGKILL of a node at 60 transactions a second of 2.5 s each: some 50 are open there.</summary>
    private static async Task<string> KillAsync(string? settings)
    {
        await using var stage = await Stage.StartAsync(0);
        for (var i = 0; i < 3; i++)
            stage.StartNode(settings: settings);
        await stage.Fleet.AreAtWorkAsync(3);
        var load = new Load(stage.Tale, NodeProcess.Definition(NoLedger), PerSecond, "t");
        await WhenAsync(() => load.Ended >= 300);
        var killed = Now(stage);
        stage.Fleet.Kill(1);
        await Task.Delay(TimeSpan.FromSeconds(25));
        await load.StopAsync();
        var (open, longest) = GoneOn(stage, "node-1", killed);
        return $"{open} open there, the last went on after {longest:0.0} s; {Report(load)}; {Repeats(stage, "node-1")}";
    }

    private static async Task<string> HerdAsync()
    {
        await using var stage = await Stage.StartAsync(3);
        await stage.OpenAsync(FigureDefinitions.Open(NoLedger), 10_000, "o");
        await stage.Fleet.ReachesAsync(10_000, "SELECT count(*) FROM ledger");
        var killed = Now(stage);
        var removed = stage.NextRemovalAsync();
        stage.Fleet.Kill(1);
        var removedAt = await removed;
        var open = stage.Fleet.Scalar("SELECT count(*) FROM ledger WHERE node = 'node-1'");
        await stage.Fleet.ReachesAsync(10_000 + open, "SELECT count(*) FROM ledger");
        var last = (DateTime)stage.Fleet.Value("SELECT max(at) FROM ledger")!;
        return string.Create(CultureInfo.InvariantCulture,
            $"{open} open there, all resumed {(last - removedAt).TotalSeconds:0.0} s after its removal, {(last - killed).TotalSeconds:0.0} s after the kill; {Repeats(stage, "node-1")}");
    }

    /// <summary>Each of three nodes is stopped in order and replaced, while 60 transactions a second of 0.6 s are started.</summary>
    private static async Task<string> RollingAsync()
    {
        await using var stage = await Stage.StartAsync(3);
        var load = new Load(stage.Tale, FigureDefinitions.Brisk(NoLedger), PerSecond, "t");
        await WhenAsync(() => load.Ended >= 300);
        var codes = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            stage.StartNode();
            await stage.Fleet.AreAtWorkAsync(4);
            codes.Add(await stage.Fleet.StopAsync(i));
            await stage.Fleet.AreAtWorkAsync(3);
        }
        await Task.Delay(TimeSpan.FromSeconds(5));
        await load.StopAsync();
        return $"exit codes {string.Join(", ", codes)}; {Report(load)}; {Repeats(stage, "")}";
    }

    /// <summary>A node joins while steps of 20 s run on the others.</summary>
    private static async Task<string> JoinAsync()
    {
        await using var stage = await Stage.StartAsync(2);
        await stage.OpenAsync(FigureDefinitions.Long(NoLedger), 200, "l");
        await stage.Fleet.ReachesAsync(200, "SELECT count(*) FROM ledger");
        stage.StartNode();
        var load = new Load(stage.Tale, FigureDefinitions.Brisk(NoLedger), 20, "t");
        await stage.Fleet.ReachesAsync(200, "SELECT count(*) FROM ledger WHERE key LIKE 'l%/s1/done'");
        await load.StopAsync();
        const string Spans = "SELECT key, began, coalesce((SELECT min(at) FROM ledger done WHERE done.key = ledger.key || '/done' AND done.node = ledger.node), began) AS ended FROM ledger WHERE key NOT LIKE '%/done'";
        var overlaps = stage.Fleet.Scalar($"WITH s AS ({Spans}) SELECT count(*) FROM s a JOIN s b ON a.key = b.key AND a.began < b.began AND b.began < a.ended");
        var moved = stage.Fleet.Scalar("SELECT count(DISTINCT key) FROM ledger WHERE node = 'node-2' AND key LIKE 'l%'");
        return $"{moved} steps at the new node, {overlaps} overlaps; {Report(load)}";
    }

    private static async Task<string> AllAsync(bool isSamePlace)
    {
        await using var stage = await Stage.StartAsync(3);
        await stage.OpenAsync(NodeProcess.Definition(NoLedger), 100, "t");
        await stage.Fleet.ReachesAsync(150, "SELECT count(*) FROM ledger");
        for (var i = 0; i < 3; i++)
            stage.Fleet.Kill(i);
        var restarted = Now(stage);
        for (var i = 0; i < 3; i++)
            stage.StartNode(place: isSamePlace ? i : null);
        var open = stage.Fleet.Scalar("SELECT count(DISTINCT split_part(key, '/', 1)) FROM ledger");
        await stage.Fleet.ReachesAsync(open, $"SELECT count(DISTINCT split_part(key, '/', 1)) FROM ledger WHERE at > '{restarted:O}'");
        var last = (DateTime)stage.Fleet.Value($"SELECT max(first) FROM (SELECT min(at) AS first FROM ledger WHERE at > '{restarted:O}' GROUP BY split_part(key, '/', 1)) firsts")!;
        return string.Create(CultureInfo.InvariantCulture, $"{open} open, the last went on {(last - restarted).TotalSeconds:0.0} s after the restart");
    }

    /// <summary>Nodes that know version 1 are replaced by such as know 2 as well, while 2 is started.</summary>
    private static async Task<string> RolloutAsync()
    {
        await using var stage = await Stage.StartAsync(3, version: 1);
        stage.StartNode(version: 2);
        await stage.Fleet.AreAtWorkAsync(4);
        var load = new Load(stage.Tale, FigureDefinitions.Rolled(NoLedger, 2), 20, "t");
        for (var i = 0; i < 3; i++)
        {
            await stage.Fleet.StopAsync(i);
            stage.StartNode(version: 2);
            await stage.Fleet.AreAtWorkAsync(4);
        }
        await load.StopAsync();
        return $"{Report(load)}; {Repeats(stage, "")}";
    }

    private static async Task<string> ProcessorAsync(int nodes, int inFlight = InFlight, int databases = 1)
    {
        const string Commits = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        const string Written = "SELECT pg_current_wal_lsn() - '0/0'";
        await using var stage = await Stage.StartAsync(nodes, databases: databases);
        await ClosedLoopAsync(stage.Tale, TimeSpan.FromSeconds(20), inFlight);
        var (commits, written) = (stage.Fleet.Sum(Commits), stage.Fleet.Sum(Written));
        var (before, server) = (Processor(), Servers());
        var watch = Stopwatch.StartNew();
        var count = await ClosedLoopAsync(stage.Tale, TimeSpan.FromSeconds(20), inFlight);
        var seconds = watch.Elapsed.TotalSeconds;
        var (used, servers) = ((Processor() - before).TotalSeconds, (Servers() - server).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture,
            $"{count / seconds:N0}/s, nodes and client {used * 1000 / count:0.000}, PostgreSQL {servers * 1000 / count:0.000} CPU s per 1,000; "
            + $"{(double)(stage.Fleet.Sum(Commits) - commits) / count:0.00} commits and {(double)(stage.Fleet.Sum(Written) - written) / count:N0} bytes of log a transaction");

        TimeSpan Servers() => TimeSpan.FromTicks(stage.ConnectionStrings.Sum(database => PostgresCpu.Of(database).Ticks));

        TimeSpan Processor()
        {
            using var self = Process.GetCurrentProcess();
            return stage.Fleet.ProcessorTime + self.TotalProcessorTime;
        }
    }

    /// <summary>So many at a time, for so long.</summary>
    public static async Task<long> ClosedLoopAsync(ITaleClient tale, TimeSpan duration, int inFlight = InFlight)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < duration; count++)
                await tale.RunAsync(FigureDefinitions.Plain, 1);
            return count;
        })));
        return counts.Sum();
    }

    private static DateTime Now(Stage stage) => (DateTime)stage.Fleet.Value("SELECT clock_timestamp()")!;

    /// <summary>What had a step begun on a node and not ended, and how long it took until its next one began, anywhere.</summary>
    private static (long Open, double Longest) GoneOn(Stage stage, string node, DateTime killed)
    {
        var at = $"'{killed.ToUniversalTime():O}'::timestamptz";
        var open = $"""
            SELECT transaction, (SELECT min(next.at) FROM ledger next WHERE split_part(next.key, '/', 1) = transaction AND next.at > {at} AND next.node <> '{node}') AS next
            FROM (SELECT DISTINCT ON (split_part(key, '/', 1)) split_part(key, '/', 1) AS transaction, node, key, at FROM ledger WHERE at <= {at} ORDER BY split_part(key, '/', 1), id DESC) last
            WHERE node = '{node}' AND NOT (key LIKE '%/s4' AND at < {at} - interval '0.6 s')
            """;
        return (
            stage.Fleet.Scalar($"SELECT count(*) FROM ({open}) open WHERE next IS NOT NULL"),
            Convert.ToDouble(stage.Fleet.Value($"SELECT extract(epoch FROM max(next) - {at}) FROM ({open}) open") ?? 0.0, CultureInfo.InvariantCulture));
    }

    private static string Report(Load load) => string.Create(CultureInfo.InvariantCulture,
        $"{load.Ended} calls, {load.Errors.Count} errors{string.Concat(load.Errors.Distinct().Take(3).Select(error => $" ({error})"))}, longest {load.Longest.TotalSeconds:0.0} s");

    /// <summary>Steps that began more than once, and how many of them without having been on the lost node.</summary>
    private static string Repeats(Stage stage, string lost)
    {
        const string Keys = "SELECT key FROM ledger WHERE key NOT LIKE '%/done' GROUP BY key HAVING count(*) > 1";
        var most = stage.Fleet.Scalar("SELECT max(n) FROM (SELECT count(*) AS n FROM ledger WHERE key NOT LIKE '%/done' GROUP BY key) counts");
        var innocent = stage.Fleet.Scalar($"SELECT count(*) FROM ({Keys} AND bool_and(node <> '{lost}')) keys");
        return $"{stage.Fleet.Scalar($"SELECT count(*) FROM ({Keys}) keys")} steps repeated, {innocent} of them elsewhere, none more than {most} times";
    }

    private static async Task WhenAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(50))
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException("The nodes do not get going.");
        }
    }
}
