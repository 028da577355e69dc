using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// The statements of one database transaction, sent together: one round trip and, with no transaction around it, one transaction. A
/// statement without rows is left out, because even then it costs the server something; each combination that occurs is prepared once.
/// </summary>
internal sealed class PostgresBatches(NpgsqlConnection connection, params ArrayStatement[] statements) : IDisposable
{
    private readonly NpgsqlBatch?[] _prepared = new NpgsqlBatch[1 << statements.Length];

    /// <param name="columns">For each statement the columns of its rows; null leaves it out.</param>
    public void Run(params ReadOnlySpan<Array[]?> columns)
    {
        var which = 0;
        for (var i = 0; i < columns.Length; i++)
            which |= columns[i] is null ? 0 : 1 << i;
        if (which == 0)
            return;
        var batch = _prepared[which] ??= Prepare(which);
        var next = 0;
        foreach (var rows in columns)
        {
            if (rows is not null)
                ArrayStatement.Set(batch.BatchCommands[next++].Parameters, rows);
        }
        batch.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var batch in _prepared)
            batch?.Dispose();
    }

    private NpgsqlBatch Prepare(int which)
    {
        var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < statements.Length; i++)
        {
            if ((which & (1 << i)) != 0)
                batch.BatchCommands.Add(statements[i].Command());
        }
        batch.Prepare();
        return batch;
    }
}
