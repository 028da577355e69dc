using Npgsql;
using NpgsqlTypes;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A statement of a batch whose parameters are arrays, one element a row: any number of rows at the cost of one statement.</summary>
internal sealed class ArrayCommand
{
    private readonly NpgsqlBatchCommand _command;

    public ArrayCommand(NpgsqlBatch batch, string sql, params NpgsqlDbType[] columns)
    {
        _command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
            _command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column, Value = DBNull.Value });
        batch.BatchCommands.Add(_command);
    }

    public void Set(params Array[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
            _command.Parameters[i].Value = columns[i];
    }
}
