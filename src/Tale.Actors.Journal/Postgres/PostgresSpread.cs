using Npgsql;
using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Spreads logs over more databases than they are in, while nobody else has them open (docs/adr/0110). It may be interrupted at any point, and is run
/// again then:
/// <code>
/// 1. each database says that a move is under way      no node opens it from here on
/// 2. each bucket that leaves is copied                the old databases still have everything
/// 3. each database says that the new ones count
/// 4. what has arrived is deleted where it was
/// 5. each database says that the move is over
/// </code>
/// </summary>
/// <param name="databases">All of them, those that have the logs first, in their order.</param>
/// <param name="tell">Is told after each bucket: how many are where they belong, of how many.</param>
internal sealed class PostgresSpread(IReadOnlyList<PostgresSettings> databases, Action<int, int> tell)
{
    private const int DeletedAtOnce = 1_000;

    private readonly List<NpgsqlConnection> _connections = [];
    private readonly int[] _places = Buckets.Spread(databases.Count);

    /// <exception cref="JournalSchemaException">
    /// They do not belong together, or not in this order, or a new one is not empty, or somebody has one of them open.
    /// </exception>
    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var database in databases)
                _connections.Add(PostgresPlaces.Connect(WithoutTimeout(database)));
            PostgresPlaces.RefuseTwice(_connections);
            RefuseOpen();
            var layouts = _connections.Select(PostgresLayout.Read).ToList();
            Refuse(layouts);
            if (layouts.All(layout => layout is { MovingTo: null } && layout.Databases == databases.Count))
                return;
            var known = layouts.Find(layout => layout is not null);
            var group = known?.Group ?? Guid.NewGuid();
            if (layouts.Exists(HasTurned))
                RefuseUnexplained();
            else
                Copy(group, known?.Databases ?? 1, cancellationToken);
            Say(group, databases.Count);
            DeleteArrived(cancellationToken);
            foreach (var connection in _connections)
                PostgresLayout.EndMove(connection);
        }
        finally
        {
            foreach (var connection in _connections)
                connection.Dispose();
        }
    }

    /// <summary>A bucket takes as long as it takes.</summary>
    private static string WithoutTimeout(PostgresSettings database) =>
        new NpgsqlConnectionStringBuilder(database.Dedicated()) { CommandTimeout = 0 }.ConnectionString;

    /// <summary>In each: a move is under way, and those of so many databases count.</summary>
    private void Say(Guid group, int count)
    {
        for (var i = 0; i < _connections.Count; i++)
            new PostgresLayout(group, i + 1, count, Buckets.Number, databases.Count).Write(_connections[i]);
    }

    private bool HasTurned(PostgresLayout? layout) => layout?.Databases == databases.Count;

    /// <summary>Everything is done on the connections that own the tables: whoever has lost one of them can do nothing more there.</summary>
    private void RefuseOpen()
    {
        for (var i = 0; i < _connections.Count; i++)
        {
            // A node of an earlier version holds no lock.
            using var lease = _connections[i].Command("SELECT EXISTS (SELECT 1 FROM tale_lease WHERE until > clock_timestamp())");
            if ((bool)lease.ExecuteScalar()! || !PostgresPlaces.TryOwn(_connections[i]))
                throw JournalSchemaException.Misplaced(
                    databases[i].Name, "is open: a node is connected to it, or another move is under way",
                    "Stop every node and every other process that uses the journal. After one that was killed wait until its lease has run out (10 s); if its connections are still there, pg_terminate_backend ends them.");
        }
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
        null when known.Exists(HasTurned) => $"is empty, and others say that it is no. {i + 1} of {databases.Count}",
        null when known.Count > 0 && i < before => $"is empty, and the others say that it is no. {i + 1} of {before}",
        null when i >= before && PostgresLayout.HasLogs(_connections[i]) => "is a new one, and has logs already",
        null => null,
        _ when layout.Buckets != Buckets.Number => $"has its logs in {layout.Buckets} buckets, and this version of Tale knows {Buckets.Number}",
        _ when layout.Number != i + 1 => $"is no. {layout.Number}, and is named as no. {i + 1}",
        _ when layout.Group != known[0].Group => "has logs that do not belong to those of the others",
        { MovingTo: PostgresLayout.NotYet } => "is about to be used together with others: have a node start with these first",
        { MovingTo: { } number } when number != databases.Count => $"has logs that are being spread over {number} databases, which has to be finished first",
        _ when !HasTurned(layout) && known.Exists(other => HasTurned(other) && other.MovingTo is null) =>
            "was part of a move that was finished without it: it has copies that are out of date",
        _ when before > databases.Count => $"is one of {before} that have the logs together, and {databases.Count} are named",
        _ => null,
    };

    /// <param name="before">In how many databases the logs are.</param>
    private void Copy(Guid group, int before, CancellationToken cancellationToken)
    {
        var old = Buckets.Spread(before);
        var leaving = Enumerable.Range(0, before).Select(i => Leaving(i, old)).ToList();   // what is unexplained stops it before anything is marked
        Say(group, before);
        var arrived = _connections.Select(Arrived).ToList();
        var (done, all) = (arrived.Sum(buckets => buckets.Count), leaving.Sum(buckets => buckets.Count));
        for (var i = 0; i < before; i++)
        {
            foreach (var (bucket, ids) in leaving[i].Where(left => !arrived[_places[left.Key]].Contains(left.Key)).OrderBy(left => left.Key))
            {
                cancellationToken.ThrowIfCancellationRequested();
                new BucketCopy(_connections[i], _connections[_places[bucket]]).Run(bucket, ids);
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

    /// <summary>What is unexplained stops it before anything is marked, or deleted.</summary>
    /// <returns>Of each database, what has arrived elsewhere.</returns>
    private List<Dictionary<int, List<long>>> RefuseUnexplained()
    {
        var arrived = _connections.Select(Arrived).ToList();
        var leaving = _connections.Select((_, i) => Leaving(i, null)).ToList();
        for (var i = 0; i < _connections.Count; i++)
        {
            foreach (var place in leaving[i].Keys.Where(bucket => !arrived[_places[bucket]].Contains(bucket)).Select(bucket => _places[bucket]))
                throw JournalSchemaException.Misplaced(
                    databases[place].Name, $"lacks logs that {databases[i].Name} has and that belong there", "Nothing is deleted as long as that is unexplained.");
        }
        return leaving;
    }

    private void DeleteArrived(CancellationToken cancellationToken)
    {
        var leaving = RefuseUnexplained();
        for (var i = 0; i < _connections.Count; i++)
        {
            foreach (var ids in leaving[i].Values.SelectMany(all => all.Chunk(DeletedAtOnce)))
            {
                cancellationToken.ThrowIfCancellationRequested();
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
