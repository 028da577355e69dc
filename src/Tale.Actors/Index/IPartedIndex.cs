namespace Tale.Actors.Index;

/// <summary>Implemented by an index whose rows are in several databases, each of which may be away by itself.</summary>
internal interface IPartedIndex
{
    /// <summary>What each of them has, in their order.</summary>
    IReadOnlyList<ITransactionIndex> Parts { get; }
}
