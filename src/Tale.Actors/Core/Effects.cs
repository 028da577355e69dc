using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Effects follow from how the state changed, so that recovery and normal work share one rule.</summary>
internal static class Effects
{
    /// <summary>What an incarnation that has just taken over issues: everything that is open, from state alone.</summary>
    public static IReadOnlyList<Effect> Resume(TransactionState state) => Between(null, state);

    /// <summary>As <see cref="Resume"/>, also for who has undone at once what was abandoned in the same write.</summary>
    public static IReadOnlyList<Effect> TakenOver(TransactionState? before, TransactionState after) =>
        [.. before is null ? [] : Abandoned(before, after) ?? [], .. Resume(after)];

    /// <summary>What to do after a batch of events took one state to the next.</summary>
    public static IReadOnlyList<Effect> Between(TransactionState? before, TransactionState after)
    {
        var abandoned = before is null ? null : Abandoned(before, after);
        if (after.IssuedSteps == 0)
            return abandoned is null ? [] : abandoned;
        var effects = abandoned ?? [];
        foreach (var i in after.Steps.MayDifferFrom(before?.Steps))
        {
            var now = after.Steps[i];
            // One of an item that was not known yet was not there.
            var then = before is null || i >= before.Steps.Count ? null : before.Steps[i];
            if (!now.IsIssued || ReferenceEquals(now, then))
                continue;
            var attempt = KeyOf(i, now);
            if (then is null || !IsSame(then, now))
                effects.Add(new Effect.Issue(attempt));
            // One that a new incarnation issues again is unwanted too, but its outcome is to be learned first.
            else if (now.Unwanted && (!then.Unwanted || now.Cancelled != then.Cancelled))
                effects.Add(new Effect.Unwanted(attempt, now.Cancelled));
        }
        return effects;
    }

    /// <summary>
    /// What was at work on the steps of which an operator has said so since; if it has answered meanwhile, it is nobody's any more.
    /// </summary>
    private static List<Effect>? Abandoned(TransactionState before, TransactionState after) =>
        after.Log.Interventions.Count == before.Log.Interventions.Count ? null
        :
        [
            .. after.Log.Interventions.Skip(before.Log.Interventions.Count)
                .Where(intervention => intervention.Action == OperatorAction.Abandon)
                .Select(intervention => after.Plan.Step(intervention.Step!).Index).Distinct()
                .Where(step => step < before.Steps.Count && before.Steps[step].IsIssued)
                .Select(step => new Effect.Abandon(KeyOf(step, before.Steps[step]))),
        ];

    private static AttemptKey KeyOf(int step, StepState open) => new(step, open.Direction, open.OpenNumber);

    private static bool IsSame(StepState then, StepState now) =>
        then.IsIssued && then.Phase == now.Phase && then.OpenNumber == now.OpenNumber;
}
