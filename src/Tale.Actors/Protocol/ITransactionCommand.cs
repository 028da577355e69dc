namespace Tale.Actors.Protocol;

/// <summary>A message that a transaction region accepts.</summary>
public interface ITransactionCommand : IWithTransactionId;
