namespace Tale.Actors.Protocol;

/// <summary>How transaction ids look, and under which persistence ids their logs stand. The one home of both rules.</summary>
internal static class TransactionIds
{
    public const int MaxLength = 200;

    /// <summary>The persistence ids of transactions start with this.</summary>
    public const string Prefix = "tale-";

    /// <summary>What ids are made of, for messages.</summary>
    public static readonly string Form = $"1 to {MaxLength} letters, digits, '.', '_', ':' and '-'";

    /// <summary>Whether a text can be a transaction's id. <c>.</c> and <c>..</c> cannot: no URL can name them.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } and not "." and not ".."
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');

    /// <summary>What is wrong with an id that is not valid.</summary>
    public static string Problem(string? id) =>
        $"The transaction id '{(id is { Length: > 60 } ? id[..60] + "..." : id)}' is not made of "
        + $"{Form}, or is '.' or '..'.";

    /// <summary>The log of a transaction, whatever actor writes it and however its name is escaped.</summary>
    public static string PersistenceIdOf(string transactionId) => Prefix + transactionId;

    public static bool IsTransaction(string persistenceId) => persistenceId.StartsWith(Prefix, StringComparison.Ordinal);
}
