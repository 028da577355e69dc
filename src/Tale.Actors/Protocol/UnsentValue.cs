namespace Tale.Actors.Protocol;

/// <summary>
/// A placeholder in a message between nodes, for a value that could not be sent: the state of a start, the output of a step, the result of
/// a transaction. The value is larger than a message may be, or the sending node cannot serialize it. A placeholder is not null, so nobody
/// takes it for the value.
/// </summary>
/// <param name="Problem">The reason, for people: what is wrong and what to do.</param>
/// <param name="Bytes">The size of the whole message; 0 when the size is not the reason.</param>
/// <param name="Limit">The largest size that the transport takes; 0 when the size is not the reason.</param>
public sealed record UnsentValue(string Problem, long Bytes = 0, long Limit = 0)
{
    /// <summary>Whether the value was too large; otherwise it does not serialize.</summary>
    public bool IsTooLarge => Limit > 0;
}
