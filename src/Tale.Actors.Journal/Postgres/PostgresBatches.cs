using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// The statements of one database transaction, sent together: one round trip and, with no transaction around it, one transaction. A
/// statement without rows is left out, because even then it costs the server something; each combination that occurs is prepared once.
/// </summary>
internal sealed class PostgresBatches(NpgsqlConnection connection, params RowStatement[] statements) : IDisposable
{
    /// <summary>More rows are many.</summary>
    private const int MostOfFew = 4;

    private const int Many = MostOfFew + 1;

    private readonly Dictionary<int, NpgsqlBatch> _prepared = [];

    /// <param name="columns">For each statement the columns of its rows; null leaves it out.</param>
    public void Run(params ReadOnlySpan<Array[]?> columns)
    {
        var which = 0;
        foreach (var rows in columns)
            which = (which * (Many + 1)) + FormOf(rows);
        if (which == 0)
            return;
        if (!_prepared.TryGetValue(which, out var batch))
            _prepared[which] = batch = Prepare(columns);
        var next = 0;
        foreach (var rows in columns)
        {
            if (rows is null)
                continue;
            var parameters = batch.BatchCommands[next++].Parameters;
            if (FormOf(rows) == Many)
                RowStatement.SetMany(parameters, rows);
            else
                RowStatement.SetFew(parameters, rows);
        }
        batch.ExecuteNonQuery();
        for (var i = 0; i < next; i++)
            RowStatement.Clear(batch.BatchCommands[i].Parameters);
    }

    public void Dispose()
    {
        foreach (var batch in _prepared.Values)
            batch.Dispose();
    }

    private NpgsqlBatch Prepare(ReadOnlySpan<Array[]?> columns)
    {
        var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is { } rows)
                batch.BatchCommands.Add(FormOf(rows) == Many ? statements[i].Many() : statements[i].Few(rows[0].Length));
        }
        batch.Prepare();
        return batch;
    }

    /// <returns>0: it is left out; the number of its rows; or <see cref="Many" />.</returns>
    private static int FormOf(Array[]? rows) => rows is null ? 0 : Math.Min(rows[0].Length, Many);
}
