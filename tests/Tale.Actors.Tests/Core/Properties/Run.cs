using Tale.Actors.Core;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// One coordinator's incarnation after another: carries effects out in a random order, answers in batches, suffers faults, and after every
/// write holds the core's state against the model.
/// </summary>
internal sealed class Run
{
    private const int MaxTurns = 3_000;
    private const string Operator = "operator";

    /// <summary>In the trace: a new owner. What the one before had in hand is not known to it.</summary>
    public const string NewIncarnation = "new incarnation";

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly WrittenLog _written;
    private readonly Hands _hands = new();
    private readonly StaleAnswers _stale;
    private int _operatorRetries;
    private bool _isClosed;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Run(Scenario scenario)
        : this(scenario, new WrittenLog(scenario), scenario.Seed)
    {
        var request = new StartRequest("t-1", Plan.Definition, null, Said.Payload(Model.Start), [], "node-1") { Plan = Plan };
        Write((new Command.Start(request), _ => { }));
    }

    /// <summary>An owner for the first events of another run's log.</summary>
    private Run(Run earlier, int length)
        : this(earlier._scenario, new WrittenLog(earlier._scenario, earlier._written, length), earlier._scenario.Seed + length)
    {
        _operatorRetries -= Log.Count(e => e is Event.TransactionResumed { Reason: Operator });
        _now = Log[^1].At;
        var inHand = Plan.Steps.Where(step => State[step] is { Phase: StepPhase.Executing, IsIssued: true });
        Interrupted.UnionWith(inHand.Select(step => step.Path));
        Recover();
    }

    private Run(Scenario scenario, WrittenLog written, int seed)
    {
        _scenario = scenario;
        _written = written;
        _random = new Random(seed);
        _stale = new StaleAnswers(_random);
        _operatorRetries = scenario.OperatorRetries;
    }

    public Faults Faults { get; init; } = Faults.None;

    /// <summary>A fault that is suffered once, after so many writes.</summary>
    public (int Writes, Fault Fault)? Injected { get; init; }

    /// <summary>Off for the properties that are to see a fault by themselves, though the model would see it first.</summary>
    public bool ComparesWithModel
    {
        get => _written.HasModel;
        init => _written.HasModel = value;
    }

    public Plan Plan => _written.Plan;

    public TransactionState State => _written.State;

    public List<Event> Log => _written.Events;

    /// <summary>What the core said after each write.</summary>
    public List<Moment> History => _written.History;

    /// <summary>What was done to the world, in order.</summary>
    public List<(string Path, bool IsUndo, string What)> Trace { get; } = [];

    /// <summary>The steps of which an execution was in the hands of an incarnation that ended.</summary>
    public HashSet<string> Interrupted { get; } = [];

    private bool HasEnded => State.IsFinal || (IsWaitingForOperator && !State.HasOpenWork && _operatorRetries <= 0);

    private bool IsWaitingForOperator => State.IsSuspended && State.Log.Suspension?.ResumesByItself() == false;

    public Run From(int length, Faults? faults = null) => new(this, length) { Faults = faults ?? Faults.None };

    public Run ToEnd()
    {
        Advance(MaxTurns);
        Assert.True(HasEnded, $"It does not end: {State.Status}.");
        _stale.Say(State, _now);
        return this;
    }

    public void Advance(int turns)
    {
        _written.Compare(_now, _hands);
        while (turns-- > 0 && !HasEnded)
        {
            Turn();
            _written.Compare(_now, _hands);
        }
    }

    private void Turn()
    {
        Pass();
        if (_random.NextDouble() < Faults.StaleAnswer)
            _stale.Say(State, _now);
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

    /// <summary>Time passes; sometimes what is in hand takes as long as others wait.</summary>
    private void Pass()
    {
        _now += TimeSpan.FromMilliseconds(_random.Next(4) * 700);
        if (_random.Next(5) == 0 && State.NextDue is { } due && due > _now)
            _now = due;
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
        var spec = _written.Model.Steps[held.Path].Spec;
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
        var mayBegin = !ComparesWithModel || held.IsUndo || held.IsRepetition || !_written.Model.IsDoomed;
        Assert.True(mayBegin, $"'{held.Path}' begins after a definite failure.");
        Trace.Add((held.Path, held.IsUndo, "start"));
    }

    /// <summary>Nothing is in hand. What waits for long waits without an incarnation.</summary>
    private void Wait()
    {
        var due = State.NextDue;
        Assert.True(due is not null, $"Nothing is under way and nothing is due, yet the transaction is {State.Status}.");
        Tick();   // Too early, unless it is due.
        if (!_hands.AreEmpty)
            return;
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
        var status = State.IsCompensating ? Status.Compensating : Status.Running;
        CarryOut(_written.Store(_now, new Event.TransactionResumed(_now, status, Operator), model => model.Resumed()), _ => true);
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
                GoMissing();
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

    private void GoMissing()
    {
        var summary = Log.Skip(1).Aggregate(LogSummary.Of((Event.TransactionStarted)Log[0]), (log, e) => log.Apply(e));
        if (new UnfoldedLog(summary, LogProblem.Missing("gone")).Suspend(_now) is { } suspended)
            _written.Store(_now, suspended, model => model.GoneMissing());
    }

    private void Recover(params (RejectedAnswer Answer, Try Result)[] rejected)
    {
        EndIncarnation();
        // Nodes' clocks differ.
        if (_random.Next(4) == 0)
            _now -= TimeSpan.FromSeconds(30);
        var now = _now;
        _written.Read();
        var heard = rejected.Select(entry => entry.Answer);
        var told = rejected.Select(
            entry => (entry.Answer.Attempt.Step, entry.Answer.Attempt.Direction == Direction.Compensate, entry.Result)).ToList();
        Write((
            new Command.Recover($"node-{State.Epoch + 1}", _scenario.MaxIncarnations, [.. heard]),
            model => model.Recovered(now, told)));
    }

    /// <summary>What it has in hand is forgotten, though it may have taken effect, and though somebody may still say so.</summary>
    private void EndIncarnation()
    {
        foreach (var held in _hands.All)
        {
            if (!held.IsUndo)
                Interrupted.Add(held.Path);
            _stale.Outlived(held, State.Epoch);
        }
        _hands.Clear();
        Trace.Add(("", false, NewIncarnation));
    }

    // Writes.

    private void Write(params (Command Command, Action<Model> Tell)[] batch)
    {
        var inHand = ComparesWithModel
            ? _written.Model.Open().Where(work => work.WaitsUntil is null).Select(work => (work.Path, work.Attempt)).ToHashSet()
            : [];
        if (_written.Write(_now, batch) is { } moment)
            CarryOut(moment, attempt => moment.TakesOver && inHand.Contains(attempt));
    }

    private void CarryOut(Moment moment, Func<(string, int), bool> isRepetition)
    {
        foreach (var effect in moment.Effects)
        {
            var path = Plan.Steps[effect.Attempt.Step].Path;
            if (effect is Effect.Unwanted unwanted)
            {
                _hands.Unwant(path, unwanted);
                continue;
            }
            var held = _hands.Take(path, (Effect.Issue)effect, isRepetition((path, effect.Attempt.Number)));
            if (!_isClosed && _random.Next(5) > 0)
                Begin(held);
        }
        _written.Compare(moment, _hands);
    }
}
