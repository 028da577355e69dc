using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Where any command meets any reachable state: shots become commands, are written, and what must hold then is checked.</summary>
internal sealed class ShootingRange(Scenario scenario)
{
    private static readonly Payload[] Payloads =
    [
        Said.Payload("1"), Said.Payload(""), Said.Payload("{ \"a\": "), new("", ReadOnlyMemory<byte>.Empty),
        new("own", new byte[] { 0, 255, 254 }, 4711, "v2"),
        Said.Payload("\"\\ud800\""), Said.Payload("\"\\ud801\""),
    ];

    private readonly Plan _plan = Plan.Of(Tree.Define(scenario));
    private readonly LogReading _reading = new();
    private readonly HashSet<AttemptKey> _inHand = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TransactionState? _state;
    private TransactionState? _folded;

    public TransactionState? State => _state;

    public List<Event> Log { get; } = [];

    public void Shoot(IReadOnlyList<Shot> shots)
    {
        for (var i = 0; i < shots.Count;)
        {
            _now = _now.AddSeconds(shots[i].Seconds);
            if (shots[i].Kind is ShotKind.Resume or ShotKind.GoMissing)
            {
                Store(shots[i++].Kind);
                continue;
            }
            var write = new WriteBatch<int>(_state);
            do
                Add(write, shots[i++]);
            while (i < shots.Count && shots[i].Joins && shots[i].Kind is not (ShotKind.Resume or ShotKind.GoMissing));
            Stored(write.Events, write.State, write.Effects());
        }
    }

    private void Add(WriteBatch<int> write, Shot shot)
    {
        var (before, events, replies) = (write.State, write.Events.Count, write.Replies.Count);
        var command = CommandOf(shot, before);
        write.Add(command, 0, _now);
        var hasEvents = write.Events.Count > events;
        if (!hasEvents)
            Assert.Same(before, write.State);
        Assert.Equal(
            command is Command.Start or Command.Get or Command.Watch or Command.Plan or Command.Change, write.Replies.Count > replies);
        if (command is Command.Answer answer)
            Assert.True(hasEvents == IsToAnIssuedAttempt(before, answer), $"{command} brought about {write.Events.Count - events} events.");
        var isUndone = command is Command.Undo && before is { Status: TransactionStatus.Completed, IsPastPivot: false };
        Assert.True(!isUndone || hasEvents);
        if (before is null or { IsFinal: true } && command is not Command.Start && !isUndone || command is Command.Get or Command.Watch or Command.Plan)
            Assert.False(hasEvents);
    }

    private static bool IsToAnIssuedAttempt(TransactionState? state, Command.Answer answer)
    {
        if (state is not { IsFinal: false } || answer.Epoch != state.Epoch || answer.Step < 0 || answer.Step >= state.Steps.Count)
            return false;
        var step = state.Steps[answer.Step];
        if (step.Open is not OpenAttempt.Issued)
            return false;
        return answer switch
        {
            Command.Executed or Command.Listed or Command.ExecuteFailed => step.Phase == StepPhase.Executing && step.Attempt == answer.Attempt,
            Command.NotBegun => step is { Phase: StepPhase.Executing, Unwanted: true } && step.Attempt == answer.Attempt,
            _ => step.Phase == StepPhase.Compensating && step.CompensationAttempt == answer.Attempt,
        };
    }

    private void Store(ShotKind kind)
    {
        if (_state is null or { IsFinal: true })
            return;
        Event? e = kind == ShotKind.GoMissing
            ? new UnfoldedLog(_state.Log, LogProblem.Missing("gone")).Suspend(_now)
            // A wait begins anew with an event of its own, which only a decision makes.
            : _state.StuckSteps > 0 && _state.Log.Suspension?.ResumesByItself() == false && !_state.Plan.Waits.Any(step => _state[step].IsStuck)
                ? new Event.TransactionResumed(_now, _state.IsCompensating ? TransactionStatus.Compensating : TransactionStatus.Running, "")
                : null;
        if (e is null)
            return;
        var after = Evolve.Apply(_state, e);
        Stored([e], after, Effects.Between(_state, after));
    }

    private void Stored(IReadOnlyList<Event> events, TransactionState? state, IReadOnlyList<Effect> effects)
    {
        _state = state;
        if (events.Count == 0)
        {
            Assert.Empty(effects);
            return;
        }
        foreach (var e in events)
            _folded = _folded is null ? Evolve.Start(_plan, (Event.TransactionStarted)e) : Evolve.Apply(_folded, e);
        Log.AddRange(events);
        Assert.Equal(Dump.Of(state), Dump.Of(_folded));
        _reading.Read(events, state!, _now);
        Views.Of(state!);
        CarryOut(effects, events.Any(e => e is Event.CoordinatorRecovered));
    }

    /// <summary>What is issued is issued once, and what the state calls issued is in hand.</summary>
    private void CarryOut(IReadOnlyList<Effect> effects, bool takesOver)
    {
        if (takesOver)
            _inHand.Clear();
        foreach (var effect in effects)
        {
            if (effect is Effect.Issue)
                Assert.True(_inHand.Add(effect.Attempt), $"{effect} was issued before.");
            else
                Assert.Contains(effect.Attempt, _inHand);
        }
        var issued = Issued(_state!).ToHashSet();
        _inHand.IntersectWith(issued);
        Assert.Equal(issued, _inHand);
    }

    private static IEnumerable<AttemptKey> Issued(TransactionState state) =>
        from step in state.Plan.Steps
        let open = state[step]
        where open.Open is OpenAttempt.Issued
        select new AttemptKey(step.Index, open.Direction, open.OpenNumber);

    private Command CommandOf(Shot shot, TransactionState? state)
    {
        var (index, direction, number) = Aim(shot, state, 0);
        var epoch = (state?.Epoch ?? 1) + (shot.IsAimed ? 0 : shot.Off.Epoch);
        var payload = Payloads[shot.Number % Payloads.Length];
        var isUndo = shot.IsAimed ? direction == Direction.Compensate : shot.Kind is ShotKind.Compensated or ShotKind.CompensateFailed;
        return shot.Kind switch
        {
            ShotKind.Start => Start(shot, payload),
            ShotKind.Get => new Command.Get(),
            ShotKind.Watch => new Command.Watch(),
            ShotKind.Plan => new Command.Plan(),
            ShotKind.Executed or ShotKind.Compensated when isUndo => new Command.Compensated(index, epoch, number),
            ShotKind.Executed or ShotKind.Compensated when state is not null && index >= 0 && index < state.Plan.Steps.Count
                && state.Plan.Steps[index].ListsItems => new Command.Listed(
                    index, epoch, number, [.. Enumerable.Repeat(payload, shot.Number % 4)], 1 + shot.Number % 3),
            ShotKind.Executed or ShotKind.Compensated => new Command.Executed(index, epoch, number, shot.Number % 7 == 0 ? null : payload),
            ShotKind.ExecuteFailed or ShotKind.CompensateFailed => isUndo
                ? new Command.CompensateFailed(index, epoch, number, shot.Error)
                : new Command.ExecuteFailed(index, epoch, number, shot.Error),
            ShotKind.NotBegun => new Command.NotBegun(index, epoch, number),
            ShotKind.Recover => new Command.Recover("", shot.Off.Attempt, Some(shot.Number % 4, i => Rejected(shot, state, i))),
            ShotKind.Tick => new Command.Tick(),
            ShotKind.Cancel => new Command.Cancel(shot.Error.Message),
            ShotKind.Undo => new Command.Undo(shot.Error.Message, "n"),
            ShotKind.Signal => new Command.Signal(new SignalRequest(
                shot.IsAimed && _plan.Waits.Count > 0 ? _plan.Waits[shot.Number % _plan.Waits.Count].Name : "none", $"s-{shot.Number % 50}",
                shot.Number % 3 == 0 ? null : payload)),
            ShotKind.Operate => new Command.Operate(Request(shot, state, payload)),
            _ => new Command.Leave(Some(shot.Number % 5, i => Aim(shot, state, i))),
        };
    }

    /// <summary>Aimed at what can be helped, if there is any. Some ids come twice, and some revisions are wrong.</summary>
    private InterventionRequest Request(Shot shot, TransactionState? state, Payload payload)
    {
        var helped = state is null ? [] : state.Plan.Steps.Where(step => state[step] is { IsStuck: true } or { IsWaiting: true } or { IsAwaiting: true }).ToList();
        var step = shot.IsAimed && helped.Count > 0 ? helped[shot.Number % helped.Count].Path
            : shot.Off.Step < 0 ? null
            : shot.Off.Step < PlanOf(state).Steps.Count ? PlanOf(state).Steps[shot.Off.Step].Path : "no/such";
        return new InterventionRequest(
            $"cmd-{shot.Number % 100}", (OperatorAction)(shot.Number % 8), step, shot.Number % 3 == 0 ? null : payload, "ada", "why",
            shot.Off.Epoch == 2 ? state?.Log.Revision - 1 : null)
        {
            Refusal = Enum.IsDefined((OperatorAction)(shot.Number % 8)) ? null : new Refusal(RejectionReason.InvalidCommand, "no action"),
        };
    }

    /// <summary>Each of them twice.</summary>
    private static ImmutableArray<T> Some<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(i => make(i / 2))];

    private Command.Start Start(Shot shot, Payload payload)
    {
        var request = new StartRequest("t-1", "random", shot.Off.Epoch == 0 ? null : 1, shot.Number % 5 == 0 ? null : payload, [], "n");
        return new Command.Start(request.State is null
            ? request with { Refusal = new Refusal(RejectionReason.Conflict, "no state") }
            : request with { Plan = _plan, Deadline = shot.Number % 4 == 0 ? TimeSpan.FromHours(1) : null });
    }

    private Plan PlanOf(TransactionState? state) => state?.Plan ?? _plan;

    private AttemptKey Aim(Shot shot, TransactionState? state, int next)
    {
        var issued = state is null ? [] : Issued(state).ToList();
        return shot.IsAimed && issued.Count > 0
            ? issued[(shot.Number + next) % issued.Count]
            : new AttemptKey(shot.Off.Step + next, (Direction)(shot.Number % 3), shot.Off.Attempt);
    }

    private RejectedAnswer Rejected(Shot shot, TransactionState? state, int next)
    {
        var key = Aim(shot, state, next);
        var path = key.Step >= 0 && key.Step < PlanOf(state).Steps.Count ? PlanOf(state).Steps[key.Step].Path : $"no/such/{key.Step}";
        return new RejectedAnswer(new AttemptRef(path, key.Direction, key.Number), shot.Error);
    }
}
