using Npgsql;
using Tale.Actors.Cluster.Tests.Processes;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>A row of the ledger.</summary>
/// <param name="What">"do", "fail" or "undo".</param>
internal sealed record LedgerRow(long Id, string Node, string Transaction, int Step, string What, DateTime Began)
{
    public (int Step, bool IsUndo) Key => (Step, What == "undo");
}

/// <summary>Holds the logs and the ledger against what was started, and against the faults.</summary>
internal sealed class Judge
{
    /// <summary>What a fault leads to takes time: a node is missed, downed, and begins nothing more only then.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(20);

    /// <summary>Who is struck out ends itself, not much later than others go on with what it had.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private static readonly string[] Terminal = ["completed:1", "compensated:1", "failed:1"];

    private readonly NpgsqlDataSource _database;
    private readonly IReadOnlyCollection<Fault> _faults;
    private readonly Dictionary<string, Incarnation> _nodes;
    private readonly ILookup<string, LedgerRow> _rows;
    private readonly ILookup<string, (long Number, string Manifest)> _events;
    private readonly Dictionary<string, int> _statuses;

    public Judge(TorturedCluster cluster)
    {
        (_database, _faults) = (cluster.Ledger, cluster.Chronicle.Faults);
        _nodes = cluster.Incarnations.ToDictionary(incarnation => incarnation.Name);
        _rows = Read("SELECT id, node, key, began FROM ledger ORDER BY began, id", Row).ToLookup(row => row.Transaction);
        _events = Read(
            "SELECT substr(persistence_id, 6), sequence_nr, manifest FROM all_events ORDER BY persistence_id, sequence_nr",
            reader => (Id: reader.GetString(0), Number: reader.GetInt64(1), Manifest: reader.GetString(2))).ToLookup(e => e.Id, e => (e.Number, e.Manifest));
        _statuses = Read("SELECT transaction_id, status FROM all_transactions", reader => (reader.GetString(0), reader.GetInt32(1)))
            .ToDictionary(row => row.Item1, row => row.Item2);
    }

    public int Repeated => _rows.Sum(rows => rows.GroupBy(row => row.Key).Sum(key => key.Count() - 1));

    public int Late => _rows.Sum(rows => rows.Zip(rows.Skip(1)).Count(pair => pair.First.Id > pair.Second.Id));

    public IEnumerable<(string Transaction, string Rule)> Violations()
    {
        var wanted = Read("SELECT id, number FROM wanted ORDER BY number", reader => (Id: reader.GetString(0), Number: reader.GetInt32(1)));
        foreach (var (id, number) in wanted)
        {
            var isTrip = id.StartsWith("trip", StringComparison.Ordinal);
            var (steps, fails) = (isTrip ? NodeProcess.Steps : Journey.Steps, isTrip ? null : Journey.FailsAt(number));
            var broken = OfLog(id, fails is null).Concat(OfEffects(id, steps, fails)).Concat(OfOwners(id)).Concat(OfRepeats(id));
            foreach (var rule in broken)
                yield return (id, rule);
        }
        foreach (var stranger in _rows.Select(rows => rows.Key).Concat(_events.Select(e => e.Key)).Distinct().Except(wanted.Select(w => w.Id)))
            yield return (stranger, "nobody started it");
    }

    /// <summary>All there is about one transaction, for people.</summary>
    public string History(string id) => string.Join('\n', Read(
        $"""
        SELECT to_char(t, 'HH24:MI:SS.MS') || ' ' || what FROM (
            SELECT began AT TIME ZONE 'UTC' AS t, 'ledger ' || id || ' ' || node || ' ' || key || ', written ' || to_char(at AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') AS what
            FROM ledger WHERE key LIKE '{id}/%'
            UNION ALL
            SELECT timestamp '0001-01-01' + make_interval(secs => written_at / 10000000.0), 'event ' || sequence_nr || ' ' || manifest || ' ' || left(encode(payload, 'escape'), 160)
            FROM all_events WHERE persistence_id = 'tale-{id}'
            UNION ALL
            SELECT coalesce(acknowledged_at, clock_timestamp()) AT TIME ZONE 'UTC', 'acknowledged: ' || (acknowledged_at IS NOT NULL) FROM wanted WHERE id = '{id}') lines
        ORDER BY t
        """, reader => reader.GetString(0)));

    private IEnumerable<string> OfLog(string id, bool completes)
    {
        var events = _events[id].ToList();
        if (!events.Select(e => e.Number).SequenceEqual(Enumerable.Range(1, events.Count).Select(i => (long)i)))
            yield return $"I10: its sequence numbers are {string.Join(", ", events.Select(e => e.Number))}";
        if (events.Count(e => e.Manifest == "started:1") != 1)
            yield return "I2: it did not start once";
        var ends = events.Where(e => Terminal.Contains(e.Manifest)).ToList();
        if (ends.Count != 1 || events[^1] != ends[0])
            yield return $"I1, I3: it has {ends.Count} ends, and its last event is {events.LastOrDefault().Manifest}";
        else if (ends[0].Manifest != (completes ? "completed:1" : "compensated:1"))
            yield return $"I16: it ended as {ends[0].Manifest}";
        else if (_statuses.GetValueOrDefault(id) != (completes ? 4 : 5))
            yield return $"I3: the index says {_statuses.GetValueOrDefault(id)}";
    }

    private IEnumerable<string> OfEffects(string id, int steps, int? fails)
    {
        var rows = _rows[id].ToList();
        var done = rows.Where(row => row.What == "do").Select(row => row.Step).Distinct().Order();
        if (!done.SequenceEqual(Enumerable.Range(0, fails ?? steps)))
            yield return $"I4: executed were {string.Join(", ", done)}";
        // A step whose failure could not be stored may have taken effect, as far as anybody knows.
        var isInDoubt = _events[id].Any(e => e.Manifest == "step-unknown:1");
        var undone = rows.Where(row => row.What == "undo").Select(row => row.Step).Distinct().OrderDescending();
        if (!undone.SequenceEqual(Enumerable.Range(0, (fails + (isInDoubt ? 1 : 0)) ?? 0).Reverse()))
            yield return $"I5: undone were {string.Join(", ", undone)}";
        foreach (var (row, next) in rows.Zip(rows.Skip(1)).Where(pair => Position(pair.First, steps) > Position(pair.Second, steps)))
            yield return $"I6: {next} began after {row}";
    }

    private static int Position(LedgerRow row, int steps) => row.What == "undo" ? 2 * steps - row.Step : row.Step;

    /// <summary>Who is struck out begins nothing that others have taken over.</summary>
    private IEnumerable<string> OfOwners(string id)
    {
        var rows = _rows[id].ToList();
        return from row in rows
               where _nodes[row.Node].StruckOut is { } at && row.Began > at
                   && rows.Any(other => other.Node != row.Node && other.Began < row.Began && other.Began > at)
               select $"F29, F50: {row} began after its node had been struck out, and after others had taken over";
    }

    /// <summary>What began again has a reason, and each fault is one for a single repetition.</summary>
    private IEnumerable<string> OfRepeats(string id)
    {
        foreach (var key in _rows[id].GroupBy(row => row.Key))
        {
            var causes = _faults.Where(fault => fault.Repeats).ToList();
            foreach (var (row, next) in key.Zip(key.Skip(1)))
            {
                var cause = causes.Find(fault => Explains(fault, row, next));
                if (cause is null)
                    yield return $"I4, I5: {next} began again after {row}, and no fault says why";
                else
                    causes.Remove(cause);
            }
        }
    }

    private bool Explains(Fault fault, LedgerRow row, LedgerRow next)
    {
        var node = _nodes[row.Node];
        if (fault.Kind == FaultKind.Kill)
            return fault.Node == node.Node && row.Began <= fault.From && fault.From <= next.Began && node.Ended < next.Began;
        // Whom the cluster does without is not always the one whose cable was cut, or who was paused: some see that node, and others do not, and then those
        // end whom the others do not agree about.
        var hits = fault.Node == node.Node
            || (fault.Kind is FaultKind.Partition or FaultKind.OneWay or FaultKind.Pause && node.Ended < next.Began + Farewell);
        return hits && fault.From <= next.Began && row.Began <= fault.Until + Aftermath;
    }

    private static LedgerRow Row(NpgsqlDataReader reader)
    {
        var key = reader.GetString(2).Split('/');
        return new(reader.GetInt64(0), reader.GetString(1), key[0], key[1][1] - '0', key.ElementAtOrDefault(2) ?? "do", reader.GetDateTime(3));
    }

    private List<T> Read<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        using var command = _database.CreateCommand(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
