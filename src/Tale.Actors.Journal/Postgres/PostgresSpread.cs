using Akka.Event;
using Npgsql;
using NpgsqlTypes;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Spreads logs over more databases than they are in, while no node runs (docs/adr/0110). It may be interrupted at any point, and is run again then:
/// <code>
/// 1. each database says that a move is under way      no node opens it from here on
/// 2. each bucket that leaves is copied                the old databases still have everything
/// 3. each database says that the new ones count
/// 4. what was copied is deleted where it was
/// 5. each database says that the move is over
/// </code>
/// </summary>
/// <param name="databases">All of them, those that have the logs first, in their order.</param>
/// <param name="tell">Is told after each bucket: how many are where they belong, of how many.</param>
internal sealed class PostgresSpread(IReadOnlyList<PostgresSettings> databases, Action<int, int> tell)
{
    private const int DeletedAtOnce = 1_000;

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(20);

    private readonly List<NpgsqlConnection> _connections = [];
    private readonly List<DatabaseLease> _leases = [];
    private readonly int[] _places = Buckets.Spread(databases.Count);

    /// <exception cref="DatabaseInUseException">A node is at work in one of them.</exception>
    /// <exception cref="JournalSchemaException">They do not belong together, or not in this order.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var database in databases)
                _connections.Add(PostgresPlaces.Connect(WithoutTimeout(database)));
            PostgresPlaces.RefuseTwice(_connections);
            Own();
            var layouts = _connections.Select(PostgresLayout.Read).ToList();
            Refuse(layouts);
            if (layouts.All(layout => layout is { MovingTo: null } && layout.Databases == databases.Count))
                return;
            var isCopied = layouts.Any(layout => layout?.Databases == databases.Count);
            if (!isCopied)
                Copy(Begin(layouts), cancellationToken);
            foreach (var connection in _connections)
                PostgresLayout.TurnTo(connection, databases.Count);
            DeleteLeft(cancellationToken);
            foreach (var connection in _connections)
                PostgresLayout.EndMove(connection);
        }
        finally
        {
            foreach (var lease in _leases)
                lease.Dispose();
            foreach (var connection in _connections)
                connection.Dispose();
        }
    }

    /// <summary>A bucket takes as long as it takes.</summary>
    private static string WithoutTimeout(PostgresSettings database) =>
        new NpgsqlConnectionStringBuilder(database.Dedicated()) { CommandTimeout = 0 }.ConnectionString;

    private void Own()
    {
        var owner = $"spread-{Guid.NewGuid():N}";
        var name = $"the move of logs (process {Environment.ProcessId} on {Environment.MachineName})";
        foreach (var database in databases)
        {
            var claim = new LeaseClaim(
                new PostgresLeaseDatabase(database with { Place = PostgresPlace.Unchecked }), owner, name, LeaseDuration, TimeProvider.System);
            _leases.Add(DatabaseLease.Take(claim, NoLogger.Instance, TimeProvider.System));
        }
        ThrowIfLost();
    }

    private void ThrowIfLost()
    {
        if (_leases.Select(lease => lease.Refusal).OfType<string>().FirstOrDefault() is { } refusal)
            throw new InvalidOperationException($"{refusal} Nothing is lost; run the command again.");
    }

    private void Refuse(List<PostgresLayout?> layouts)
    {
        var known = layouts.OfType<PostgresLayout>().ToList();
        var before = known.Count == 0 ? 1 : known.Min(layout => layout.Databases);
        for (var i = 0; i < layouts.Count; i++)
        {
            if (ProblemOf(i, layouts[i], known, before) is { } problem)
                throw JournalSchemaException.Misplaced(databases[i].Name, problem, "Name the databases that have the logs in their order, and then the new ones.");
        }
    }

    private string? ProblemOf(int i, PostgresLayout? layout, List<PostgresLayout> known, int before) => layout switch
    {
        null when known.Count > 0 && i < before => $"is empty, and the others say that it is no. {i + 1} of {before}",
        null when i >= before && PostgresLayout.HasLogs(_connections[i]) => "is a new one, and has logs already",
        null => null,
        _ when layout.Buckets != Buckets.Number => $"has its logs in {layout.Buckets} buckets, and this version of Tale knows {Buckets.Number}",
        _ when layout.Number != i + 1 => $"is no. {layout.Number}, and is named as no. {i + 1}",
        _ when layout.Group != known[0].Group => "has logs that do not belong to those of the others",
        { MovingTo: { } number } when number != databases.Count => $"has logs that are being spread over {number} databases, which has to be finished first",
        _ when before > databases.Count => $"is one of {before} that have the logs together, and {databases.Count} are named",
        _ => null,
    };

    /// <returns>In how many databases the logs are.</returns>
    private int Begin(List<PostgresLayout?> layouts)
    {
        var known = layouts.OfType<PostgresLayout>().ToList();
        var (group, before) = known.Count == 0 ? (Guid.NewGuid(), 1) : (known[0].Group, known[0].Databases);
        for (var i = 0; i < _connections.Count; i++)
        {
            new PostgresLayout(group, i + 1, before, Buckets.Number, null).Insert(_connections[i]);
            PostgresLayout.BeginMove(_connections[i], databases.Count);
        }
        return before;
    }

    private void Copy(int before, CancellationToken cancellationToken)
    {
        var arrived = _connections.Select(Arrived).ToList();
        var old = Buckets.Spread(before);
        var leaving = Enumerable.Range(0, before).Select(i => Leaving(i, old)).ToList();
        var (done, all) = (arrived.Sum(buckets => buckets.Count), leaving.Sum(buckets => buckets.Count));
        for (var i = 0; i < before; i++)
        {
            foreach (var (bucket, ids) in leaving[i].Where(left => !arrived[_places[left.Key]].Contains(left.Key)).OrderBy(left => left.Key))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ThrowIfLost();
                new BucketCopy(_connections[i], _connections[_places[bucket]]).Run(bucket, ids, databases.Count);
                tell(++done, all);
            }
        }
    }

    private static HashSet<int> Arrived(NpgsqlConnection connection)
    {
        using var command = connection.Command("SELECT bucket FROM tale_arrived_bucket");
        using var reader = command.ExecuteReader();
        var buckets = new HashSet<int>();
        while (reader.Read())
            buckets.Add(reader.GetInt32(0));
        return buckets;
    }

    /// <summary>The logs of a database that belong in another one, by bucket.</summary>
    /// <param name="i">Which database.</param>
    /// <param name="old">Where buckets are; null: what is in another one already is here too.</param>
    private Dictionary<int, List<long>> Leaving(int i, int[]? old)
    {
        using var command = _connections[i].Command("SELECT id, persistence_id FROM tale_persistence_id");
        using var reader = command.ExecuteReader();
        var leaving = new Dictionary<int, List<long>>();
        while (reader.Read())
        {
            var bucket = Buckets.Of(reader.GetString(1));
            if (old is not null && old[bucket] != i)
                throw JournalSchemaException.Misplaced(
                    databases[i].Name, $"has the log {reader.GetString(1)}, which belongs in no. {old[bucket] + 1}", "Nothing is moved as long as that is unexplained.");
            if (_places[bucket] == i)
                continue;
            if (!leaving.TryGetValue(bucket, out var ids))
                leaving[bucket] = ids = [];
            ids.Add(reader.GetInt64(0));
        }
        return leaving;
    }

    private void DeleteLeft(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _connections.Count; i++)
        {
            foreach (var ids in Leaving(i, null).Values.SelectMany(ids => ids.Chunk(DeletedAtOnce)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ThrowIfLost();
                Delete(_connections[i], ids);
            }
        }
    }

    private static void Delete(NpgsqlConnection connection, long[] ids)
    {
        using var delete = new NpgsqlCommand(
            """
            WITH events AS (DELETE FROM tale_event WHERE id = ANY ($1)), rows AS (DELETE FROM tale_transaction WHERE id = ANY ($1))
            DELETE FROM tale_persistence_id WHERE id = ANY ($1)
            """, connection);
        delete.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = ids });
        delete.ExecuteNonQuery();
    }
}
