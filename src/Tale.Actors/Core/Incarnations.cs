using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>The coordinator's incarnations as the log tells of them: one takes over, issues what waited for its time, and leaves.</summary>
internal static class Incarnations
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The epoch is the fence against any other owner. With it, in one write and before any effect, stands everything that the
    /// incarnation before could not say.
    /// </summary>
    public static IReadOnlyList<Event> Recovered(TransactionState state, Command.Recover command, DateTimeOffset now)
    {
        // One that only waits for an operator has no open work, so there is nothing to take over. Where nothing is stuck, something follows
        // that a journal lost which does not store a write as a whole.
        if (!command.IsAsked && !state.HasOpenWork && state.StuckSteps > 0 && state.Log.Suspension?.ResumesByItself() == false)
            return [];
        List<Event> events = [];
        // Answers that did come, and could only not be stored: what they are about is not in doubt.
        // One after the other: what one leads to decides about the next.
        foreach (var answer in command.Rejected.Where(answer => IsStillOpen(state, answer)).DistinctBy(answer => answer.Attempt))
        {
            events.Add(Rejected(state, answer, now));
            state = Evolve.Apply(state, events[^1]);
        }
        var hasHeard = events.Count > 0;
        var recovered = new Event.CoordinatorRecovered(now, state.Epoch + 1) { Node = command.Node, Format = Event.CurrentFormat };
        events.Add(recovered);
        if (state.Log.Suspension?.ResumesByItself() == true)
            events.Add(
                new Event.TransactionResumed(now, StatusBehindSuspension(state), "Its definition is registered and its log can be read"));
        var mine = Evolve.Apply(state, recovered);
        if (!hasHeard && mine.IssuedSteps > 0 && mine.FruitlessIncarnations > command.MaxIncarnations)
            events.Add(new Event.TransactionSuspended(now, SuspensionCause.NoProgress, FailureReport.NoProgress(mine)));
        else
            events.AddRange(Due(mine, now));
        return events;
    }

    /// <summary>What a time that has come brings: the deadline, or the issue of what waited. One that has left issues nothing more.</summary>
    public static IReadOnlyList<Event> Due(TransactionState state, DateTimeOffset now)
    {
        if (state.IsLeft)
            return [];
        if (state.Deadline <= now)
            return [new Event.DeadlinePassed(now)];
        if (state.WaitingSteps == 0)
            return [];
        // What becomes of them decides whether anything else is issued: that is due at the next look.
        if (Signals.Due(state, now) is { Count: > 0 } ended)
            return ended;
        // Once the transaction goes back, undos become due, and what an operator has had tried; other executions that wait are given up.
        var due = state.Dues.TakeWhile(due => due.At <= now).OrderBy(due => due.Step).Select(due => state.Plan.Steps[due.Step])
            .Where(step => state[step] is { IsWaiting: true } open
                && (open.Direction == Direction.Compensate || !state.IsAborting || open.IsWanted))
            .Select(step => new AttemptRef(step.Path, state[step].Direction, state[step].OpenNumber)).ToImmutableArray();
        return due.IsEmpty ? [] : [new Event.AttemptsIssued(now, due)];
    }

    public static IReadOnlyList<Event> Left(TransactionState state, Command.Leave command, DateTimeOffset now)
    {
        if (state.IssuedSteps == 0 || state.IsLeft)
            return [];
        var notBegun = command.Unbegun.Distinct().Where(attempt => IsIssued(state, attempt))
            .Select(attempt => new AttemptRef(state.Plan.Steps[attempt.Step].Path, attempt.Direction, attempt.Number)).ToImmutableArray();
        return [new Event.CoordinatorLeft(now, notBegun)];
    }

    private static bool IsIssued(TransactionState state, AttemptKey attempt) =>
        attempt.Step >= 0 && attempt.Step < state.Steps.Count
        && state.Steps[attempt.Step] is { IsIssued: true } step && step.IsAt(attempt.Direction, attempt.Number);

    private static bool IsStillOpen(TransactionState state, RejectedAnswer answer) =>
        state.Plan.Find(answer.Attempt.Step) is { } step && state[step] is { IsIssued: true } open
        && open.IsAt(answer.Attempt.Direction, answer.Attempt.Number);

    /// <summary>
    /// What the incarnation before would have written. A retry is not issued by it, as it otherwise would be: that incarnation has ended,
    /// and what it had issued is in doubt.
    /// </summary>
    private static Event Rejected(TransactionState state, RejectedAnswer answer, DateTimeOffset now)
    {
        var step = state.Plan.Step(answer.Attempt.Step).Index;
        Command.Answer again = answer.Attempt.Direction == Direction.Execute
            ? new Command.ExecuteFailed(step, state.Epoch, answer.Attempt.Number, answer.Error)
            : new Command.CompensateFailed(step, state.Epoch, answer.Attempt.Number, answer.Error);
        var e = Answers.To(state, again, now)!;
        return e is Event.StepAttemptFailed failed && failed.RetryAt <= now ? failed with { RetryAt = now + ShortestDelay } : e;
    }

    public static TransactionStatus StatusBehindSuspension(TransactionState state) =>
        state.IsCompensating ? TransactionStatus.Compensating : TransactionStatus.Running;
}
