using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Refuses a database that is not the one that belongs at its place, and tells new ones which they are.</summary>
internal static class PostgresPlaces
{
    private const int Opened = 7_301_003;   // an advisory lock, shared by all who have the tables open, and alone by who gives them their place
    private const string Alone = "pg_try_advisory_lock";
    private const int Tries = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Checks, and keeps the place from being changed as long as this connection lasts: whoever changes it waits for all of them to be gone, also for those
    /// of a process that is paused, or behind a broken network.
    /// </summary>
    /// <exception cref="JournalSchemaException">The database is not the one that belongs at a place, or not all of its logs are where they belong.</exception>
    public static void Check(NpgsqlConnection connection, PostgresPlace place)
    {
        if (place.Group is { } group && PostgresLayout.Read(connection) is null or { MovingTo: PostgresLayout.NotYet })
            Establish(group);
        if (!TryLockSoon(connection, "pg_try_advisory_lock_shared"))
            throw JournalSchemaException.Misplaced(
                connection.Database, "is being given another place among several", "Wait until that is over; if logs are being spread, until that command has ended.");
        if (ProblemOf(PostgresLayout.Read(connection), place) is var (problem, remedy))
            throw JournalSchemaException.Misplaced(connection.Database, problem, remedy);
    }

    /// <summary>For who reads now and then, and holds nothing: what a database says of itself at this moment.</summary>
    /// <exception cref="JournalSchemaException">The database is not the one that belongs at a place, or not all of its logs are where they belong.</exception>
    public static void Refuse(PostgresSettings database, PostgresLayout? layout)
    {
        if (ProblemOf(layout, database.Place) is var (problem, remedy))
            throw JournalSchemaException.Misplaced(database.Name, problem, remedy);
    }

    /// <summary>Nobody else has the tables open from now on, as long as this connection lasts.</summary>
    /// <returns>False: somebody has.</returns>
    public static bool TryOwn(NpgsqlConnection connection) => TryLockSoon(connection, Alone);

    /// <summary>What a process that has ended held is given back in a moment, and who only tells new ones which they are is done in one.</summary>
    private static bool TryLockSoon(NpgsqlConnection connection, string function)
    {
        for (var tries = 1; !TryLock(connection, function); tries++)
        {
            if (tries == Tries)
                return false;
            Thread.Sleep(Pause);
        }
        return true;
    }

    private static bool TryLock(NpgsqlConnection connection, string function)
    {
        using var command = connection.Command($"SELECT {function}($1, (to_regclass('tale_layout')::oid::bigint & 2147483647)::integer)", Opened);
        return (bool)command.ExecuteScalar()!;
    }

    private static (string Problem, string Remedy) Lost(PostgresPlace place) => (
        $"is empty, and the others with which it is named say that it is no. {place.Number} of {place.Of}",
        "Restore it, or name the database that has its logs.");

    private static (string Problem, string Remedy)? ProblemOf(PostgresLayout? layout, PostgresPlace place) => layout switch
    {
        null when place.Of == 1 => null,
        null => Lost(place),
        { MovingTo: PostgresLayout.NotYet } => (
            $"is about to be no. {layout.Number} of {layout.Databases} that are used together", "Start a node with all of them, in their order."),
        { MovingTo: { } number } => (
            $"has logs that are on their way: they are being spread over {number} databases",
            "Have that finished first, by the same command: see \"Several databases\" in docs/operations.md."),
        { Buckets: var buckets } when buckets != Buckets.Number => (
            $"has its logs in {buckets} buckets, and this version of Tale knows {Buckets.Number}", "Run the version of Tale that wrote it."),
        { Databases: var databases } when databases != place.Of => (
            $"is one of {databases} that have the logs together, and {place.Of} {(place.Of == 1 ? "is" : "are")} named",
            place.Of > databases
                ? "Name those, or have the logs spread over more: see \"Several databases\" in docs/operations.md."
                : "Name all of them, in their order."),
        { Number: var number } when number != place.Number => (
            $"is no. {number} of {place.Of}, and is named as no. {place.Number}", "Name them in their order."),
        _ when place.Group?.Has(layout.Group) == false => (
            "has logs that do not belong to those of the other databases with which it is named", "Name the databases that were used together."),
        _ => null,
    };

    /// <summary>
    /// Says in each of them which one it is, if they are used together for the first time. All must answer then, none may have a log, and nobody may
    /// have them open. The first one is told last, and the others are opened only then: once it knows, all do, and one that
    /// does not has been lost.
    /// </summary>
    private static void Establish(PostgresGroup group)
    {
        for (var tries = 1; !TryEstablish(group, tries >= Tries); tries++)
            Thread.Sleep(Pause);
    }

    /// <returns>False: somebody has one of them open, perhaps to do the same.</returns>
    private static bool TryEstablish(PostgresGroup group, bool isLast)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            foreach (var database in group.Databases)
                connections.Add(Connect(database));
            RefuseTwice(connections);
            if (PostgresLayout.Read(connections[0]) is { } known)
                return connections.Skip(1).All(connection => TryFinish(connection, known));
            if (connections.Skip(1).Select(PostgresLayout.Read).Any(layout => layout is not (null or { MovingTo: PostgresLayout.NotYet }))
                && PostgresLayout.Read(connections[0]) is null)
            {
                var (problem, remedy) = Lost(new PostgresPlace(1, connections.Count, group));
                throw JournalSchemaException.Misplaced(connections[0].Database, problem, remedy);
            }
            for (var i = 0; i < connections.Count; i++)
            {
                if (PostgresLayout.HasLogs(connections[i]) && PostgresLayout.Read(connections[0]) is null)
                    throw JournalSchemaException.Misplaced(
                        connections[i].Database, $"has logs already, and is to be no. {i + 1} of {connections.Count} that are used together for the first time",
                        "To add databases to one that is in use, name it first and have its logs spread: see \"Several databases\" in docs/operations.md.");
            }
            if (connections.Find(connection => !TryLock(connection, Alone)) is { } open)
                return !isLast ? false : throw JournalSchemaException.Misplaced(
                    open.Database, "is to be used together with others for the first time, and a node has it open", "Stop that node, or name another database.");
            if (PostgresLayout.Read(connections[0]) is not null || connections.Exists(PostgresLayout.HasLogs))
                return false;   // somebody was faster, or is
            var id = Guid.NewGuid();
            for (var i = connections.Count - 1; i >= 0; i--)
                new PostgresLayout(id, i + 1, connections.Count, Buckets.Number, i == 0 ? null : PostgresLayout.NotYet).Write(connections[i]);
            return connections.Skip(1).All(connection => TryFinish(connection, PostgresLayout.Read(connections[0])!));
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }

    /// <summary>Once the first one knows which it is, the others may be opened.</summary>
    /// <returns>False: somebody is doing that.</returns>
    private static bool TryFinish(NpgsqlConnection connection, PostgresLayout first)
    {
        if (PostgresLayout.Read(connection) is not { MovingTo: PostgresLayout.NotYet } layout || layout.Group != first.Group)
            return true;   // the check says what is wrong, if anything is
        if (!TryLock(connection, Alone))
            return false;
        PostgresLayout.EndMove(connection);
        return true;
    }

    /// <exception cref="JournalSchemaException">Two of them lead to the same tables, by whatever names.</exception>
    public static void RefuseTwice(IReadOnlyList<NpgsqlConnection> connections)
    {
        if (connections.DistinctBy(PostgresLayout.Tables).Count() < connections.Count)
            throw JournalSchemaException.Misplaced(
                connections.GroupBy(PostgresLayout.Tables).First(same => same.Skip(1).Any()).First().Database, "is named twice", "Name each database once.");
    }

    /// <summary>The tables are seen to; which database it is is not asked.</summary>
    public static NpgsqlConnection Connect(string connectionString)
    {
        var connection = PostgresConnections.New(connectionString);
        try
        {
            PostgresPooler.Connect(connection, connectionString);
            PostgresSession.Configure(connection);
            PostgresSchema.Ensure(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
