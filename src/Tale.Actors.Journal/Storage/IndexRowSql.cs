using System.Collections.Immutable;

namespace Tale.Actors.Journal.Storage;

/// <summary>The statements that write rows of the index, from values which each database brings to them in its own way.</summary>
internal static class IndexRowSql
{
    /// <summary>The columns of a whole row, in the order of <see cref="Insert"/>'s values.</summary>
    public static readonly ImmutableArray<string> Columns =
        ["id", "transaction_id", "definition", "version", "status", "started_at", "updated_at", "ended_at", "due_at", "failure"];

    /// <summary>The columns of an update, in the order of <see cref="Update"/>'s values.</summary>
    public static readonly ImmutableArray<string> Changed = ["id", "updated_at", "status", "due_at", "ended_at", "failure"];

    /// <summary>
    /// Inserts rows. In a separate index a row may be there: it is set to what the log says, and not touched when it says so already.
    /// </summary>
    /// <param name="values">Rows of <see cref="Columns"/>.</param>
    public static string Insert(string values) => $"""
        INSERT INTO tale_transaction AS t ({string.Join(", ", Columns)})
        {values}
        ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, version = excluded.version, status = excluded.status,
            started_at = excluded.started_at, updated_at = excluded.updated_at, ended_at = excluded.ended_at, due_at = excluded.due_at,
            failure = excluded.failure
        WHERE t.status <> excluded.status OR t.started_at <> excluded.started_at OR t.updated_at <> excluded.updated_at
            OR t.due_at IS DISTINCT FROM excluded.due_at
        """;

    /// <summary>Changes rows, as <see cref="IndexUpdate"/> says.</summary>
    /// <param name="value">The expression for the new value of one of the columns <see cref="Changed"/>.</param>
    /// <param name="from">Where the values come from, if not from parameters.</param>
    public static string Update(Func<string, string> value, string from = "") => $"""
        UPDATE tale_transaction AS t SET updated_at = {value("updated_at")}, due_at = {value("due_at")},
            status = coalesce({value("status")}, t.status),
            ended_at = CASE WHEN {value("status")} IS NULL THEN t.ended_at ELSE {value("ended_at")} END,
            failure = nullif(coalesce({value("failure")}, t.failure), '')
        {from}
        WHERE t.id = {value("id")}
        """;
}
