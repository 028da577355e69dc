using Npgsql;
using NpgsqlTypes;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A statement that takes rows: several as arrays, one element a row, at the cost of one statement; one as plain values, which the server is done with sooner.
/// </summary>
/// <param name="sql">The statement, by the rows that it selects from.</param>
/// <param name="columns">The types of a row's values.</param>
internal sealed class RowStatement(Func<string, string> sql, params NpgsqlDbType[] columns)
{
    public NpgsqlBatchCommand One() => Command("(VALUES ({0}))", default);

    public NpgsqlBatchCommand Several() => Command("unnest({0})", NpgsqlDbType.Array);

    /// <param name="columns">One array for each.</param>
    public static void SetOne(NpgsqlParameterCollection parameters, Array[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
            parameters[i].Value = columns[i].GetValue(0) ?? DBNull.Value;
    }

    /// <inheritdoc cref="SetOne" />
    public static void SetSeveral(NpgsqlParameterCollection parameters, Array[] columns)
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

    private NpgsqlBatchCommand Command(string rows, NpgsqlDbType kind)
    {
        var command = new NpgsqlBatchCommand(sql(string.Format(
            System.Globalization.CultureInfo.InvariantCulture, rows, string.Join(", ", columns.Select((_, i) => $"${i + 1}")))));
        foreach (var column in columns)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = kind | column, Value = DBNull.Value });
        return command;
    }
}
