using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>
/// A prepared statement without ADO.NET around it: no parameter look-up by name, and no 150 ms sleep when the database is busy (SQLite's
/// own busy handler waits in finer steps).
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } present ? Bind(index, present) : BindNull(index);

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, byte[] value)
    {
        // An empty span has no address, and SQLite would take that for NULL.
        Check(value.Length == 0 ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Runs to the end and makes it ready for the next use.</summary>
    /// <returns>How many rows were changed.</returns>
    public int Run()
    {
        try
        {
            while (Step()) { }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row; null when there is none, or it is NULL.</summary>
    public long? Scalar()
    {
        try
        {
            if (!Step() || IsNull(0))
                return null;
            var value = Int64(0);
            while (Step()) { }   // a statement that writes is complete only at its end
            return value;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the only row as text; null when there is none.</summary>
    public string? ScalarText()
    {
        try
        {
            if (!Step())
                return null;
            var text = Text(0);
            while (Step()) { }
            return text;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Moves to the next row.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return code == raw.SQLITE_ROW;
        throw Error(code);
    }

    // A reset repeats the error of the step before it, which was reported there.
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Error(code);
    }

    private SqliteException Error(int code) =>
        new($"SQLite error {code}: {raw.sqlite3_errmsg(_database).utf8_to_string()}", code & 0xff, raw.sqlite3_extended_errcode(_database));
}
