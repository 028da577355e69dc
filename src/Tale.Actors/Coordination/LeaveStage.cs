namespace Tale.Actors.Coordination;

/// <summary>How far the stop of a node has come.</summary>
internal enum LeaveStage
{
    /// <summary>Nothing begins any more; attempts under way have their grace period.</summary>
    Finish,

    /// <summary>The grace period is over: the tokens of attempts under way are cancelled, and there is a moment for their answers.</summary>
    Cancel,

    /// <summary>The moment is over: nobody waits for attempts any more, what they did last is stored, and coordinators leave.</summary>
    AtOnce,
}
