using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Connections that know the types that are stored, and read no others: to load all types of a database costs it more than all else that a node asks
/// while it starts, and again for each of the node's connection strings.
/// </summary>
internal static class PostgresConnections
{
    private static readonly Lock _lock = new();
    private static readonly Dictionary<string, NpgsqlDataSource> _sources = [];

    /// <summary>A closed connection, from the pool of its connection string unless that says that there is none.</summary>
    public static NpgsqlConnection New(string connectionString)
    {
        lock (_lock)
        {
            if (!_sources.TryGetValue(connectionString, out var source))
            {
                source = new NpgsqlDataSourceBuilder(connectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
                _sources.Add(connectionString, source);
            }
            return source.CreateConnection();
        }
    }
}
