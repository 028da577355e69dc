namespace Tale.Actors.Protocol;

/// <summary>A message that concerns one transaction; regions route by it.</summary>
public interface IWithTransactionId
{
    /// <summary>The transaction's id: <c>[A-Za-z0-9._:-]{1,200}</c>.</summary>
    string TransactionId { get; }
}
