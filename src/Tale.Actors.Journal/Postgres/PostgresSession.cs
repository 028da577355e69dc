using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>What holds for every statement of a connection that one owner keeps.</summary>
internal static class PostgresSession
{
    /// <summary>
    /// All statements on these connections are look-ups by key: without statistics, or with a generic plan, the planner may think otherwise. And what is
    /// committed is durable, whatever the server's default is.
    /// </summary>
    public static void Configure(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan;
            SET jit = off;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """;
        command.ExecuteNonQuery();
    }
}
