namespace Tale.Actors.Serialization;

/// <summary>A state does not serialize, or stored bytes do not fit their type.</summary>
internal sealed class StateSerializationException(string message, Exception? inner = null) : Exception(message, inner);
