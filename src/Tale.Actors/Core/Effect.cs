namespace Tale.Actors.Core;

/// <summary>What the coordinator has to do after the events are written. Steps are named by their number in the plan.</summary>
internal abstract record Effect(int Step, int Attempt)
{
    /// <param name="NotBefore">Null: at once.</param>
    internal sealed record Execute(int Step, int Attempt, DateTimeOffset? NotBefore) : Effect(Step, Attempt);

    /// <param name="NotBefore">Null: at once.</param>
    internal sealed record Compensate(int Step, int Attempt, DateTimeOffset? NotBefore) : Effect(Step, Attempt);

    /// <summary>
    /// The attempt's success is no longer wanted. If it runs, cancel it when <paramref name="CancelRunning"/> is set. If it does not, because it waits or
    /// because it was never issued (the same batch made it due and unwanted), give it up with <see cref="Command.RetryGivenUp"/>.
    /// </summary>
    internal sealed record Unwanted(int Step, int Attempt, bool CancelRunning) : Effect(Step, Attempt);
}

/// <summary>Effects follow from how the state changed, so that recovery and normal work share one rule.</summary>
internal static class Effects
{
    /// <summary>What to issue again after a recovery: all open work, from state alone.</summary>
    public static IReadOnlyList<Effect> Resume(TransactionState state) => Between(null, state);

    /// <summary>What to issue after a batch of events took one state to the next.</summary>
    public static IReadOnlyList<Effect> Between(TransactionState? before, TransactionState after)
    {
        if (after.IsSuspended || after.IsFinal)
            return [];
        var all = before is null || before.IsSuspended;
        List<Effect> effects = [];
        for (var i = 0; i < after.Steps.Length; i++)
        {
            var now = after.Steps[i];
            var then = all ? StepState.Pending : before!.Steps[i];
            if (now.IsOpen && !ReferenceEquals(now, then))
                Add(effects, i, then, now, isRecovery: all);
        }
        return effects;
    }

    private static void Add(List<Effect> effects, int step, StepState then, StepState now, bool isRecovery)
    {
        var isUndo = now.Phase == StepPhase.Compensating;
        var isNew = then.Phase != now.Phase || (isUndo ? then.CompensationAttempt != now.CompensationAttempt : then.Attempt != now.Attempt);
        if (isUndo && isNew)
            effects.Add(new Effect.Compensate(step, now.CompensationAttempt, now.NotBefore));
        else if (isUndo)
            return;
        // Also when it is unwanted by now: what was open when the process died is executed again first, to learn its outcome.
        else if (isRecovery || (isNew && !now.Unwanted))
            effects.Add(new Effect.Execute(step, now.Attempt, now.NotBefore));
        else if (now.Unwanted && (isNew || !then.Unwanted || now.Cancelled != then.Cancelled))
            effects.Add(new Effect.Unwanted(step, now.Attempt, now.Cancelled));
    }
}
