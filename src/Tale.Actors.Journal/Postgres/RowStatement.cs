using Npgsql;
using NpgsqlTypes;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A statement that takes rows: a few as plain values, which the server is done with sooner, and many as arrays, one element a row, in which any number of them is
/// one and the same statement.
/// </summary>
/// <param name="sql">The statement, by the rows that it selects from.</param>
/// <param name="columns">The types of a row's values.</param>
internal sealed class RowStatement(Func<string, string> sql, params NpgsqlDbType[] columns)
{
    /// <param name="rows">How many there are.</param>
    public NpgsqlBatchCommand Few(int rows) => Command(
        $"(VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({Parameters(row * columns.Length)})"))})", rows, default);

    public NpgsqlBatchCommand Many() => Command($"unnest({Parameters(0)})", 1, NpgsqlDbType.Array);

    /// <param name="columns">One array for each.</param>
    public static void SetFew(NpgsqlParameterCollection parameters, Array[] columns)
    {
        for (var i = 0; i < parameters.Count; i++)
            parameters[i].Value = columns[i % columns.Length].GetValue(i / columns.Length) ?? DBNull.Value;
    }

    /// <inheritdoc cref="SetFew" />
    public static void SetMany(NpgsqlParameterCollection parameters, Array[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
            parameters[i].Value = columns[i];
    }

    /// <summary>What is stored is not kept until the next time.</summary>
    public static void Clear(NpgsqlParameterCollection parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
            parameters[i].Value = DBNull.Value;
    }

    private string Parameters(int from) => string.Join(", ", columns.Select((_, i) => $"${from + i + 1}"));

    private NpgsqlBatchCommand Command(string selected, int rows, NpgsqlDbType kind)
    {
        var command = new NpgsqlBatchCommand(sql(selected));
        for (var row = 0; row < rows; row++)
        {
            foreach (var column in columns)
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = kind | column, Value = DBNull.Value });
        }
        return command;
    }
}
