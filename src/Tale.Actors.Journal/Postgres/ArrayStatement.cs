using Npgsql;
using NpgsqlTypes;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A statement whose parameters are arrays, one element a row: any number of rows at the cost of one statement.</summary>
internal sealed class ArrayStatement(string sql, params NpgsqlDbType[] columns)
{
    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column, Value = DBNull.Value });
        return command;
    }

    public static void Set(NpgsqlParameterCollection parameters, Array[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
            parameters[i].Value = columns[i];
    }
}
