using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Demo;

/// <summary>A ledger's row and the service that holds it.</summary>
internal sealed record LedgerEntry(string Service, LedgerRow Row);
