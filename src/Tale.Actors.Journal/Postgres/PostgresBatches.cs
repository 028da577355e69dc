using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// The statements of one database transaction, sent together: one round trip and, with no transaction around it, one transaction. A
/// statement without rows is left out, because even then it costs the server something; each combination that occurs is prepared once.
/// </summary>
internal sealed class PostgresBatches(NpgsqlConnection connection, params RowStatement[] statements) : IDisposable
{
    private readonly Dictionary<int, NpgsqlBatch> _prepared = [];

    /// <param name="columns">For each statement the columns of its rows; null leaves it out.</param>
    public void Run(params ReadOnlySpan<Array[]?> columns)
    {
        var which = 0;
        foreach (var rows in columns)
            which = (which * Forms) + (int)FormOf(rows);
        if (which == 0)
            return;
        if (!_prepared.TryGetValue(which, out var batch))
            _prepared[which] = batch = Prepare(columns);
        var next = 0;
        foreach (var rows in columns)
        {
            if (FormOf(rows) == Form.One)
                RowStatement.SetOne(batch.BatchCommands[next++].Parameters, rows!);
            else if (rows is not null)
                RowStatement.SetSeveral(batch.BatchCommands[next++].Parameters, rows);
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
                batch.BatchCommands.Add(FormOf(rows) == Form.One ? statements[i].One() : statements[i].Several());
        }
        batch.Prepare();
        return batch;
    }

    private const int Forms = 3;

    private static Form FormOf(Array[]? rows) => rows is null ? Form.None : rows[0].Length == 1 ? Form.One : Form.Several;

    private enum Form
    {
        None,
        One,
        Several,
    }
}
