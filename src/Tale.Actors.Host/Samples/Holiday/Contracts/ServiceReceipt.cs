namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>The answer of every operation: the same reference for the same key, however often it is asked.</summary>
internal sealed record ServiceReceipt(string Reference);
