using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// One coordinator's incarnation after another: carries effects out in a random order, answers in batches, suffers faults, and after every write holds the
/// core's state against the model.
/// </summary>
internal sealed class Run
{
    private const int MaxTurns = 3_000;
    private const string Operator = "operator";

    /// <summary>In the trace: a new owner. What the one before had in hand is not known to it.</summary>
    public const string NewIncarnation = "new incarnation";

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly Model _model;
    private readonly Comparison _comparison;
    private readonly Hands _hands = new();
    private readonly List<Command> _late = [];
    private int _operatorRetries;
    private bool _isClosed;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Run(Scenario scenario)
        : this(scenario, scenario.Seed)
    {
        var request = new StartRequest("t-1", Plan.Definition, null, Said.Payload(Model.Start), [], "node-1") { Plan = Plan };
        Write((new Command.Start(request), _ => { }));
    }

    /// <summary>An owner for the first events of another run's log, its model having heard the answers that these events hold.</summary>
    private Run(Run earlier, int length)
        : this(earlier._scenario, earlier._scenario.Seed + length)
    {
        Log.AddRange(earlier.Log.Take(length));
        _operatorRetries -= Log.Count(IsOperators);
        _now = Log[^1].At;
        State = Fold(Plan, Log);
        Interrupted.UnionWith(Plan.Steps.Where(step => State[step] is { Phase: StepPhase.Executing, IsIssued: true }).Select(step => step.Path));
        // Only a whole write is what the model knows. A journal may yet lose the rest of one.
        ComparesWithModel = earlier.ComparesWithModel && earlier.History.Exists(moment => moment.Length == length);
        foreach (var (at, tell) in earlier.Told.TakeWhile(told => told.At < length))
            Tell(at, tell);
        _model.Unwanted.Clear();
        Recover();
    }

    private Run(Scenario scenario, int seed)
    {
        _scenario = scenario;
        _random = new Random(seed);
        _model = new Model(scenario);
        _model.Open();
        _operatorRetries = scenario.OperatorRetries;
        Plan = Plan.Of(Tree.Define(scenario));
        _comparison = new Comparison(_model, Plan);
    }

    public Faults Faults { get; init; } = Faults.None;

    /// <summary>A fault that is suffered once, after so many writes.</summary>
    public (int Writes, Fault Fault)? Injected { get; init; }

    /// <summary>Off for the properties that are to see a fault by themselves, though the model would see it first.</summary>
    public bool ComparesWithModel { get; init; } = true;

    public Plan Plan { get; }

    public TransactionState State { get; private set; } = null!;

    /// <summary>Every event, as it came back from its bytes.</summary>
    public List<Event> Log { get; } = [];

    /// <summary>What the core said after each write.</summary>
    public List<Moment> History { get; } = [];

    /// <summary>What was done to the world, in order.</summary>
    public List<(string Path, bool IsUndo, string What)> Trace { get; } = [];

    /// <summary>The steps of which an execution was in the hands of an incarnation that ended.</summary>
    public HashSet<string> Interrupted { get; } = [];

    /// <summary>What the model was told, and the length of the log before the write that says so.</summary>
    private List<(int At, Action<Model> Tell)> Told { get; } = [];

    private bool HasEnded => State.IsFinal || (IsWaitingForOperator && !State.HasOpenWork && _operatorRetries <= 0);

    private bool IsWaitingForOperator => State.IsSuspended && State.Log.Suspension?.ResumesByItself() == false;

    public Run From(int length, Faults? faults = null) => new(this, length) { Faults = faults ?? Faults.None };

    public Run ToEnd()
    {
        Advance(MaxTurns);
        Assert.True(HasEnded, $"It does not end: {State.Status}.");
        SayLate(1);
        return this;
    }

    public void Advance(int turns)
    {
        Compare();
        while (turns-- > 0 && !HasEnded)
        {
            Turn();
            Compare();
        }
    }

    public static TransactionState Fold(Plan plan, IEnumerable<Event> log) =>
        log.Skip(1).Aggregate(Evolve.Start(plan, (Event.TransactionStarted)log.First()), Evolve.Apply);

    public static bool IsOperators(Event e) => e is Event.TransactionResumed { Reason: Operator };

    private void Turn()
    {
        _now += TimeSpan.FromMilliseconds(_random.Next(4) * 700);
        SayLate(Faults.StaleAnswer);
        var fault = Injected is { } injected && injected.Writes == History.Count ? injected.Fault : Faults.Draw(_random);
        if (fault is { } suffered && Suffer(suffered))
            return;
        if (IsWaitingForOperator && _operatorRetries > 0 && (!State.HasOpenWork || _random.Next(3) == 0))
            Resume();
        else if (_hands.AreEmpty)
            Wait();
        else
            Work();
    }

    // Work.

    private void Work()
    {
        var queued = _hands.Queued;
        var answerable = _hands.Answerable;
        if (answerable.Length == 0 || (queued.Length > 0 && _random.Next(2) == 0))
            Begin(queued[_random.Next(queued.Length)]);
        else
            Write(Batch([.. Answers(answerable)]));
    }

    private IEnumerable<Said> Answers(Held[] answerable)
    {
        _random.Shuffle(answerable);
        foreach (var held in answerable.Take(1 + _random.Next(3)))
            yield return Answer(held);
    }

    private Said Answer(Held held)
    {
        _hands.Drop(held);
        if (held.IsGivenUp)
            return Said.Of(held, null, State.Epoch);
        var spec = _model.Steps[held.Path].Spec;
        var result = held.IsCancelled && spec.UnknownWhenCancelled ? Try.IsUnknown
            : held.IsUndo ? spec.Undo(held.Attempt.Number) : spec.Execution(held.Attempt.Number);
        Trace.Add((held.Path, held.IsUndo, result is Try.Succeeds or Try.KeepsInput ? "done" : "failed"));
        return Said.Of(held, result, State.Epoch);
    }

    /// <summary>Answers, and sometimes the clock between them.</summary>
    private (Command, Action<Model>)[] Batch(Said[] answers)
    {
        var now = _now;
        var batch = answers.Select(said => ((Command)said.Answer, (Action<Model>)(model => said.Tell(model, now)))).ToList();
        if (_random.Next(4) == 0)
            batch.Insert(_random.Next(batch.Count + 1), (new Command.Tick(), model => model.Ticked(now)));
        return [.. batch];
    }

    private void Begin(Held held)
    {
        held.IsRunning = true;
        Assert.True(!ComparesWithModel || held.IsUndo || !_model.IsDoomed || held.IsRepetition, $"'{held.Path}' begins after a definite failure.");
        Trace.Add((held.Path, held.IsUndo, "start"));
    }

    /// <summary>Nothing is in hand. What waits for long waits without an incarnation.</summary>
    private void Wait()
    {
        var due = State.NextDue;
        Assert.True(due is not null, $"Nothing is under way and nothing is due, yet the transaction is {State.Status}.");
        Tick();   // Too early, unless it is due.
        if (due > _now)
            _now = due.Value;
        if (State.MayPassivate(_now) || _random.Next(3) == 0)
            Recover();
        else
            Tick();
    }

    private void Tick()
    {
        var now = _now;
        Write((new Command.Tick(), model => model.Ticked(now)));
    }

    /// <summary>An operator has what is stuck tried again.</summary>
    private void Resume()
    {
        _operatorRetries--;
        Store(new Event.TransactionResumed(_now, State.IsCompensating ? Status.Compensating : Status.Running, Operator), model => model.Resumed());
    }

    // Faults.

    /// <returns>False: this fault cannot happen now.</returns>
    private bool Suffer(Fault fault)
    {
        switch (fault)
        {
            case Fault.Leave:
                Leave();
                break;
            case Fault.RejectedWrite:
                return Reject();
            case Fault.MissingDefinition:
                EndIncarnation();
                var log = Log.Skip(1).Aggregate(LogSummary.Of((Event.TransactionStarted)Log[0]), (log, e) => log.Apply(e));
                if (new UnfoldedLog(log, LogProblem.Missing("gone")).Suspend(_now) is { } suspended)
                    Store(suspended, model => model.GoneMissing());
                break;
        }
        Recover();
        return true;
    }

    /// <summary>From now on nothing begins. An answer that comes while it leaves counts yet; its clock does not.</summary>
    private void Leave()
    {
        _isClosed = true;
        SayLeave();
        if (_random.Next(3) == 0)
            Tick();
        if (_hands.Answerable is [var answered, ..] && _random.Next(3) == 0)
        {
            Write(Batch([Answer(answered)]));
            SayLeave();
        }
        _isClosed = false;
        _now += TimeSpan.FromSeconds(_random.Next(3));
    }

    private void SayLeave()
    {
        var leaves = !_hands.AreEmpty;
        var notBegun = _hands.Queued.Where(_ => _random.Next(5) > 0).ToList();
        notBegun.ForEach(_hands.Drop);
        Write((new Command.Leave([.. notBegun.Select(held => held.Attempt)]), model =>
        {
            if (leaves)
                model.Left(notBegun.Select(held => held.Path));
        }));
    }

    /// <summary>The journal rejects a write: nothing of it is stored, and the next incarnation hears what was in it.</summary>
    private bool Reject()
    {
        var answerable = _hands.Answerable;
        if (answerable.Length == 0)
            return false;
        var answers = Answers(answerable).ToList();
        foreach (var said in answers.Where(said => !said.Held.IsUndo))
            Interrupted.Add(said.Held.Path);
        Recover([.. answers.Select(said => said.Rejected()).OfType<(RejectedAnswer, Try)>()]);
        return true;
    }

    private void Recover(params (RejectedAnswer Answer, Try Result)[] rejected)
    {
        EndIncarnation();
        // Nodes' clocks differ.
        if (_random.Next(4) == 0)
            _now -= TimeSpan.FromSeconds(30);
        var now = _now;
        State = Fold(Plan, Log);
        var command = new Command.Recover($"node-{State.Epoch + 1}", _scenario.MaxIncarnations, [.. rejected.Select(entry => entry.Answer)]);
        Write((command, model => model.Recovered(
            now, [.. rejected.Select(entry => (entry.Answer.Attempt.Step, entry.Answer.Attempt.Direction == Direction.Compensate, entry.Result))])));
    }

    /// <summary>What it has in hand is forgotten, though it may have taken effect, and though somebody may still say so.</summary>
    private void EndIncarnation()
    {
        foreach (var held in _hands.All)
        {
            if (!held.IsUndo)
                Interrupted.Add(held.Path);
            _late.Add(Said.Of(held, held.IsRunning ? _random.Next(2) == 0 ? Try.Succeeds : Try.FailsForGood : null, State.Epoch).Answer);
        }
        _hands.Clear();
        Trace.Add(("", false, NewIncarnation));
    }

    // Writes.

    private void Write(params (Command Command, Action<Model> Tell)[] batch)
    {
        var write = new WriteBatch<int>(State);
        var before = Log.Count;
        var repeated = ComparesWithModel ? _model.Open().Where(work => work.WaitsUntil is null).Select(work => (work.Path, work.Attempt)).ToHashSet() : [];
        foreach (var (command, tell) in batch)
        {
            var events = write.Events.Count;
            write.Add(command, 0, _now);
            Assert.True(command is not Command.Answer || write.Events.Count > events, $"{command} brought about nothing.");
            Tell(before, tell);
        }
        Tell(before, model => model.Stored());
        Append(write.Events, write.State!, write.Effects(), effect => write.Events.Any(e => e is Event.CoordinatorRecovered) && repeated.Contains(effect));
    }

    /// <summary>An event that no command of the core leads to.</summary>
    private void Store(Event e, Action<Model> tell)
    {
        Tell(Log.Count, model =>
        {
            tell(model);
            model.Open();
            model.Stored();
        });
        var after = Evolve.Apply(State, e);
        Append([e], after, Effects.Between(State, after), _ => true);
    }

    private void Tell(int at, Action<Model> tell)
    {
        Told.Add((at, tell));
        if (!ComparesWithModel)
            return;
        tell(_model);
        _model.Open();
    }

    private void Append(IEnumerable<Event> events, TransactionState state, IReadOnlyList<Effect> effects, Func<(string, int), bool> isRepetition)
    {
        var before = Log.Count;
        Log.AddRange(events.Select(EventBytes.Through));
        State = state;
        if (Log.Count == before)
            return;
        History.Add(new Moment(Log.Count, _now, State, effects));
        foreach (var effect in effects)
        {
            var path = Plan.Steps[effect.Attempt.Step].Path;
            if (effect is Effect.Unwanted unwanted)
                _hands.Unwant(path, unwanted);
            else if (_hands.Take(path, (Effect.Issue)effect, isRepetition((path, effect.Attempt.Number))) is var held && !_isClosed && _random.Next(5) > 0)
                Begin(held);
        }
        if (ComparesWithModel && !Log.Skip(before).Any(e => e is Event.CoordinatorRecovered))
            _comparison.OfUnwanted(effects, _hands);
        _model.Unwanted.Clear();
    }

    // Checks.

    /// <summary>What earlier incarnations, or nobody, say too late changes nothing.</summary>
    private void SayLate(double chance)
    {
        if (_random.NextDouble() >= chance)
            return;
        var stale = _random.Next(2) == 0 && _late.Count > 0 ? _late[_random.Next(_late.Count)] : StaleAnswer.Draw(_random, State);
        var decision = Decide.On(State, stale, _now);
        Assert.True(
            decision.Events.IsEmpty && decision.Reply is null && ReferenceEquals(State, decision.State), $"{stale} brought about {Dump.Of(decision.Events)}.");
    }

    private void Compare()
    {
        if (ComparesWithModel)
            _comparison.Of(State, _now, _hands);
    }
}
