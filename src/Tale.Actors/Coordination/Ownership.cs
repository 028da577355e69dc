namespace Tale.Actors.Coordination;

/// <summary>Whether this incarnation may issue anything.</summary>
internal enum Ownership
{
    /// <summary>It has read the log and answers questions.</summary>
    Looking,

    /// <summary>It has decided to own the open work; the event that says so is not stored yet.</summary>
    TakingOver,

    /// <summary>The log names it as the owner.</summary>
    Owning,
}
