namespace Tale.Actors;

/// <summary>Which part of a transaction's history is wanted.</summary>
public sealed record HistoryQuery
{
    /// <summary>The revision after which it begins. Default 0: at the beginning.</summary>
    public long After { get; init; }

    /// <summary>The most entries, 1 to 1,000. Default 100. A page is also bounded in bytes, so it may have fewer.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether states and outputs are wanted. Default: yes.</summary>
    public bool WithPayloads { get; init; } = true;
}
