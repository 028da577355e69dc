using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Refuses a database that is not the one that belongs at its place, and tells new ones which they are.</summary>
internal static class PostgresPlaces
{
    /// <exception cref="JournalSchemaException">The database is not the one that belongs at a place, or not all of its logs are where they belong.</exception>
    public static void Check(NpgsqlConnection connection, PostgresPlace place)
    {
        if (place == PostgresPlace.Unchecked)
            return;
        var layout = PostgresLayout.Read(connection);
        if (layout is null && place.Group is { } group)
        {
            Establish(group);
            layout = PostgresLayout.Read(connection);
        }
        if (ProblemOf(layout, place) is var (problem, remedy))
            throw JournalSchemaException.Misplaced(connection.Database, problem, remedy);
    }

    private static (string Problem, string Remedy)? ProblemOf(PostgresLayout? layout, PostgresPlace place) => layout switch
    {
        null when place.Of == 1 => null,
        null => (
            $"is empty, and the others with which it is named say that it is no. {place.Number} of {place.Of}",
            "Restore it, or name the database that has its logs."),
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
    /// Says in each of them which one it is, if they are used together for the first time. All must answer then, and none may have a log. The first
    /// one is told last: once it knows, all do, and one that does not has been lost.
    /// </summary>
    private static void Establish(PostgresGroup group)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            foreach (var database in group.Databases)
                connections.Add(Connect(database));
            RefuseTwice(connections);
            if (PostgresLayout.Read(connections[0]) is not null)
                return;
            for (var i = 0; i < connections.Count; i++)
            {
                if (PostgresLayout.HasLogs(connections[i]) && PostgresLayout.Read(connections[0]) is null)
                    throw JournalSchemaException.Misplaced(
                        connections[i].Database, $"has logs already, and is to be no. {i + 1} of {connections.Count} that are used together for the first time",
                        "To add databases to one that is in use, name it first and have its logs spread: see \"Several databases\" in docs/operations.md.");
            }
            var id = Guid.NewGuid();
            for (var i = connections.Count - 1; i >= 0; i--)
                id = new PostgresLayout(id, i + 1, connections.Count, Buckets.Number, null).Insert(connections[i]).Group;
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
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
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
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
