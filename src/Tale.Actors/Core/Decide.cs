using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// Answers every command: with events, with a refusal, or, when it is stale, with nothing.
/// Pure; the caller writes the events, and replies only then.
/// </summary>
internal static class Decide
{
    /// <param name="written">
    /// The state that is stored. It differs from <paramref name="state"/> within a batch that becomes one write.
    /// </param>
    public static Decision On(
        TransactionState? state, Command command, DateTimeOffset now, TransactionState? written) => (state, command) switch
    {
        (null, Command.Start { Request: var x }) => Started(Starts.New(x, now), x.CancelReason, now),
        (null, Command.Get or Command.Watch or Command.Plan or Command.Change) => Decision.Answered(null, new Reply.NotFound()),
        (null, _) => Decision.Ignored(null),
        (_, Command.Start x) => Decision.Answered(state, Starts.Repeated(state.Log, x.Request)),
        (_, Command.Get) => Decision.Answered(state, new Reply.View(Views.Of(state))),
        (_, Command.Plan) => Decision.Answered(state, new Reply.Plan(Preview.Of(state, now))),
        (_, Command.Watch) => Decision.Answered(state, state.IsFinal || state.IsSuspended ? new Reply.Outcome() : new Reply.Later()),
        (_, Command.Undo x) => Undone(state, x, now, written),
        (_, Command.Operate x) when Interventions.Refuse(state, x.Request) is { } refusal => Rejected(state, refusal),
        (_, Command.Signal x) when Signals.Refuse(state, x.Request) is { } refusal => Rejected(state, refusal),
        // What was carried out before, and a cancel, which comes too late.
        ({ IsFinal: true }, Command.Change) => Decision.Answered(state, new Reply.Outcome()),
        ({ IsFinal: true }, _) => Decision.Ignored(state),
        (_, Command.Cancel) when Interventions.RefuseToGoBack(state) is { } refusal => Rejected(state, refusal),
        (_, Command.Cancel x) => Done(Followed(state, Interventions.Cancelled(state, x, now), now, written)),
        (_, Command.Operate x) => Done(Followed(state, Interventions.Of(state, x.Request, now), now, written)),
        (_, Command.Signal x) => Done(Followed(state, Signals.Of(state, x.Request, now), now, written)),
        (_, Command.Answer x) => Answers.To(state, x, now) is { } e ? Followed(state, [e], now, written) : Decision.Ignored(state),
        (_, Command.Recover x) => Followed(state, Incarnations.Recovered(state, x, now), now, written),
        (_, Command.Tick) => Followed(state, Incarnations.Due(state, now), now, written),
        (_, Command.Leave x) => Left(state, Incarnations.Left(state, x, now), now),
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    public static Decision On(TransactionState? state, Command command, DateTimeOffset now) => On(state, command, now, state);

    /// <summary>
    /// A transaction may begin with a wait. One that is cancelled with its start is there, and nothing of it ever begins.
    /// </summary>
    private static Decision Started(Decision start, string? cancelReason, DateTimeOffset now)
    {
        if (start.State is not { } state || (state.UnsaidWaits.IsEmpty && cancelReason is null))
            return start;
        var log = new EventList(state, start.Events);
        if (cancelReason is not null)
        {
            log.Add(new Event.CancelRequested(now, cancelReason));
            GiveUp(log, now, written: null);
        }
        log.AddConsequences(now);
        return log.Seal(now) with { Reply = start.Reply };
    }

    /// <summary>The events of a command, and what follows from the state after them by itself.</summary>
    private static Decision Followed(TransactionState state, IReadOnlyList<Event> events, DateTimeOffset now, TransactionState? written)
    {
        if (events.Count == 0)
            return Decision.Ignored(state);
        var log = EventList.After(state, events);
        if (log.State is { IsAborting: true, IsCompensating: false })
            GiveUp(log, now, written);
        log.AddConsequences(now);
        return log.Seal(now);
    }

    private static Decision Undone(TransactionState state, Command.Undo command, DateTimeOffset now, TransactionState? written) =>
        state is { IsFinal: true, Status: not TransactionStatus.Completed }
            ? Decision.Answered(state, new Reply.Outcome())
            : Interventions.RefuseToUndo(state) is { } refusal
            ? Rejected(state, refusal)
            : Done(Followed(state, Interventions.Undone(state, command, now), now, written));

    private static Decision Rejected(TransactionState state, Refusal refusal) => Decision.Answered(state, new Reply.Rejected(refusal));

    private static Decision Done(Decision decision) =>
        decision with { Reply = new Reply.Done(decision.State!.Status, decision.State.Log.Revision) };

    private static void GiveUp(EventList log, DateTimeOffset now, TransactionState? written)
    {
        var (state, steps) = (log.State, log.State.Plan.Steps);
        // Where nothing waits, only what this batch has issued may not have begun.
        var candidates = state.WaitingSteps > 0 ? steps : state.Steps.MayDifferFrom(written?.Steps).Select(index => steps[index]);
        // One that is given up may have another not wanted any more that was looked at before it.
        for (var goesOn = true; goesOn;)
        {
            goesOn = false;
            foreach (var step in candidates)
            {
                if (!IsAbandoned(log.State[step], step, written))
                    continue;
                log.Add(Answers.GivenUp(log.State, step, now));
                goesOn = true;
            }
        }
    }

    private static Decision Left(TransactionState state, IReadOnlyList<Event> events, DateTimeOffset now) =>
        events.Count == 0 ? Decision.Ignored(state) : EventList.After(state, events).Seal(now);

    /// <summary>
    /// The transaction goes back, and this execution has not begun: it waits, or the batch that issued it is not even stored.
    /// Nothing new starts, so it is given up, unless an operator has had it tried since.
    /// </summary>
    private static bool IsAbandoned(StepState open, PlanStep step, TransactionState? written) =>
        open is { Phase: StepPhase.Executing, IsWanted: false }
        && (open.IsWaiting || open.IsAwaiting || written is null || written[step] is not { Phase: StepPhase.Executing, IsIssued: true } before
            || before.Attempt != open.Attempt);

    /// <summary>Events with the state that they lead to.</summary>
    private sealed class EventList
    {
        private readonly List<Event> _events;

        /// <param name="state">The state after the events that there are already.</param>
        public EventList(TransactionState state, IReadOnlyList<Event> events) => (State, _events) = (state, [.. events]);

        public TransactionState State { get; private set; }

        /// <param name="state">The state before the events.</param>
        public static EventList After(TransactionState state, IReadOnlyList<Event> events)
        {
            var list = new EventList(state, []);
            foreach (var e in events)
                list.Add(e);
            return list;
        }

        public void AddConsequences(DateTimeOffset now)
        {
            while (Consequences.Next(State, now) is { } next)
                Add(next);
        }

        public void Add(Event e)
        {
            State = Evolve.Apply(State, e);
            _events.Add(e);
        }

        /// <summary>The last event says by when the transaction has to be in memory, if that is not what the log says already.</summary>
        public Decision Seal(DateTimeOffset now)
        {
            var dueAt = State.DueAt(now);
            if (!State.IsFinal && dueAt != State.Log.DueAt)
            {
                _events[^1] = _events[^1] with { DueAt = dueAt ?? Due.Never };
                State = State with { Log = State.Log with { DueAt = dueAt } };
            }
            return new Decision([.. _events], State, null);
        }
    }
}
