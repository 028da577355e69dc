using System.Globalization;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>
/// How operations' ids look, under which persistence ids their logs stand, and by what a transaction knows their commands again. The one home
/// of these rules. Persistence ids of transactions start with <c>tale-</c>: these do not.
/// </summary>
internal static class OperationIds
{
    private const int MaxLength = 100;

    public const string Book = "tale/operations";

    public static bool IsValid(string? id) => id is { Length: <= MaxLength } && TransactionIds.IsValid(id);

    public static string Problem(string id) =>
        $"The operation's id '{(id.Length > 60 ? id[..60] + "..." : id)}' is not made of 1 to {MaxLength} letters, digits, '.', '_', ':' and "
        + "'-', or is '.' or '..'.";

    /// <summary>The log of one operation. An id that is used again, once it was forgotten, has another one.</summary>
    public static string PersistenceIdOf(OperationEvent.Opened opened) => $"tale/operation/{opened.OperationId}/{Moment(opened)}";

    /// <summary>The same for each transaction of an operation, and for it whatever crashes lie between.</summary>
    public static string CommandIdOf(OperationEvent.Opened opened) => $"operation:{opened.OperationId}:{Moment(opened)}";

    private static string Moment(OperationEvent.Opened opened) => opened.At.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
}
