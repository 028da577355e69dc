namespace Tale.Actors.Protocol;

/// <summary>A command that starts a transaction, however it comes.</summary>
internal interface IStart : ITransactionCommand;
