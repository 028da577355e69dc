namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>A service did not do what it was asked for.</summary>
internal sealed class ServiceFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
