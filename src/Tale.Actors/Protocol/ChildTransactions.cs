using System.Security.Cryptography;
using System.Text;

namespace Tale.Actors.Protocol;

/// <summary>How a transaction that is another's step is named, and how it says whose it is.</summary>
public static class ChildTransactions
{
    /// <summary>The header of a child that holds its parent's id. It does not count against <c>tale.max-headers</c>.</summary>
    public const string ParentHeader = "tale-parent";

    private const int HashLength = 32;

    /// <summary>
    /// The id of the transaction that plays a step: the parent's, and behind it the step's path with ':' for '/'. Where that is longer than an
    /// id may be, it is cut, and a hash of the whole stands at its end.
    /// </summary>
    /// <param name="parentId">The id of the transaction that has the step.</param>
    /// <param name="stepPath">The step's path.</param>
    public static string IdOf(string parentId, string stepPath)
    {
        ArgumentNullException.ThrowIfNull(parentId);
        ArgumentNullException.ThrowIfNull(stepPath);
        var id = $"{parentId}:{stepPath.Replace('/', ':')}";
        if (id.Length <= TransactionIds.MaxLength)
            return id;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..HashLength];
        return $"{id[..(TransactionIds.MaxLength - HashLength - 1)]}:{hash}";
    }
}
