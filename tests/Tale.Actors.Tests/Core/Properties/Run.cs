using Tale.Actors.Core;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// A transaction from its start to its end: effects are carried out in a random order and answered in batches, faults are suffered, people
/// come from outside, and after every write the core's state is held against the model.
/// </summary>
internal sealed class Run
{
    private const int MaxTurns = 3_000;
    private const string Operator = "operator";

    /// <summary>In the trace: a new owner. What the one before had in hand is not known to it.</summary>
    public const string NewIncarnation = "new incarnation";

    /// <summary>In the trace: an execution failed, and none of its step has taken effect.</summary>
    public const string LeftNothing = "left nothing";

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly WrittenLog _written;
    private readonly Incarnation _incarnation;
    private readonly Visitors _visitors;
    private int _operatorRetries;

    public Run(Scenario scenario)
        : this(scenario, new WrittenLog(scenario), scenario.Seed)
    {
        var deadline = scenario.Outside.Deadline;
        var request = new StartRequest("t-1", Plan.Definition, null, Said.Payload(Model.Start), [], "node-1")
        {
            Plan = Plan, Deadline = deadline,
        };
        var now = _incarnation.Now;
        _incarnation.Write((new Command.Start(request), model => model.Outside.Started(now + deadline)));
    }

    /// <summary>An owner for the first events of another run's log.</summary>
    private Run(Run earlier, int length)
        : this(earlier._scenario, new WrittenLog(earlier._scenario, earlier._written, length), earlier._scenario.Seed + length)
    {
        _operatorRetries -= Log.Count(e => e is Event.TransactionResumed { Reason: Operator });
        _incarnation.Now = Log[^1].At;
        var inHand = Plan.Steps.Where(step => State[step] is { Phase: StepPhase.Executing, IsIssued: true });
        Interrupted.UnionWith(inHand.Select(step => step.Path));
        _incarnation.Recover(isAsked: false);
    }

    private Run(Scenario scenario, WrittenLog written, int seed)
    {
        _scenario = scenario;
        _written = written;
        _random = new Random(seed);
        _incarnation = new Incarnation(scenario, written, _random);
        _visitors = new Visitors(scenario.Outside, _incarnation, _random);
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

    /// <inheritdoc cref="WrittenLog.Defined"/>
    public Plan Defined => _written.Defined;

    public TransactionState State => _written.State;

    public List<Event> Log => _written.Events;

    /// <summary>What the core said after each write.</summary>
    public List<Moment> History => _written.History;

    /// <summary>What was done to the world, in order.</summary>
    public List<(string Path, bool IsUndo, string What)> Trace => _incarnation.Trace;

    /// <summary>The steps of which an execution was in the hands of an incarnation that ended.</summary>
    public HashSet<string> Interrupted => _incarnation.Interrupted;

    /// <summary>What was really done.</summary>
    public Services Services => _incarnation.Services;

    private Hands Hands => _incarnation.Hands;

    private bool HasEnded => (State.IsFinal && !_visitors.WantsUndo)
        || (IsWaitingForOperator && !State.HasOpenWork && _operatorRetries <= 0);

    private bool IsWaitingForOperator => State is { IsSuspended: true, StuckSteps: > 0 } && State.Log.Suspension?.ResumesByItself() == false;

    public Run From(int length, Faults? faults = null) => new(this, length) { Faults = faults ?? Faults.None };

    public Run ToEnd()
    {
        Advance(MaxTurns);
        Assert.True(HasEnded, $"It does not end: {State.Status}.");
        _incarnation.Stale.Say(State, _incarnation.Now);
        return this;
    }

    public void Advance(int turns)
    {
        _written.Compare(_incarnation.Now, Hands);
        while (turns-- > 0 && !HasEnded)
        {
            Turn();
            _written.Compare(_incarnation.Now, Hands);
        }
    }

    private void Turn()
    {
        Pass();
        if (_random.NextDouble() < Faults.StaleAnswer)
            _incarnation.Stale.Say(State, _incarnation.Now);
        if (State.IsFinal)
        {
            if (!_visitors.Come())
                _visitors.Finish();
            return;
        }
        var fault = Injected is { } injected && injected.Writes == History.Count ? injected.Fault : Faults.Draw(_random);
        if (fault is { } suffered && Suffer(suffered))
            return;
        if (_visitors.Come())
            return;
        if (IsWaitingForOperator && _operatorRetries > 0 && (!State.HasOpenWork || _random.Next(3) == 0))
            Resume();
        else if (Hands.AreEmpty)
            Wait();
        else
            _incarnation.Work();
    }

    /// <summary>Time passes; sometimes what is in hand takes as long as others wait.</summary>
    private void Pass()
    {
        _incarnation.Services.Pass();
        _incarnation.Now += TimeSpan.FromMilliseconds(_random.Next(4) * 700);
        if (_random.Next(5) == 0 && State.NextDue is { } due && due > _incarnation.Now)
            _incarnation.Now = due;
    }

    /// <summary>Nothing is in hand. What waits for long waits without an incarnation.</summary>
    private void Wait()
    {
        var due = State.NextDue;
        if (State is { IsSuspended: true, StuckSteps: 0 })
        {
            // The journal lost the rest of a write.
            _incarnation.Recover(false);
            return;
        }
        if (due is null && Plan.Waits.FirstOrDefault(step => State[step].IsAwaiting) is { } wait)
        {
            _visitors.Bring(wait.Name);
            return;
        }
        Assert.True(
            due is not null,
            $"Nothing is under way and nothing is due, yet the transaction is {State.Status}: {string.Join("; ", Log.Select(Dump.Of))}");
        _incarnation.Tick();   // Too early, unless it is due.
        if (!Hands.AreEmpty)
            return;
        if (due > _incarnation.Now)
            _incarnation.Now = due.Value;
        if (State.MayPassivate(_incarnation.Now) || _random.Next(3) == 0)
            _incarnation.Recover(isAsked: false);
        else
            _incarnation.Tick();
    }

    /// <summary>An operator has what is stuck tried again. Logs of old say so by this event alone, but they know of no waits.</summary>
    private void Resume()
    {
        _operatorRetries--;
        if (Plan.Waits.Any(step => State[step].IsStuck))
        {
            _visitors.RetryAll();
            return;
        }
        var status = State.IsCompensating ? Status.Compensating : Status.Running;
        var resumed = new Event.TransactionResumed(_incarnation.Now, status, Operator);
        _incarnation.CarryOut(_written.Store(_incarnation.Now, resumed, model => model.Resumed()), _ => true);
    }

    // Faults.

    /// <returns>False: this fault cannot happen now.</returns>
    private bool Suffer(Fault fault)
    {
        switch (fault)
        {
            case Fault.Leave:
                _incarnation.Leave();
                break;
            case Fault.RejectedWrite:
                return Reject();
            case Fault.MissingDefinition:
                _incarnation.End();
                GoMissing();
                break;
        }
        _incarnation.Recover(isAsked: false);
        return true;
    }

    /// <summary>The journal rejects a write: nothing of it is stored, and the next incarnation hears what was in it.</summary>
    private bool Reject()
    {
        var answerable = Hands.Answerable;
        if (answerable.Length == 0)
            return false;
        var answers = _incarnation.Answers(answerable).ToList();
        foreach (var said in answers.Where(said => !said.Held.IsUndo))
            Interrupted.Add(said.Held.Path);
        _incarnation.Recover(isAsked: false, [.. answers.Select(said => said.Rejected()).OfType<(RejectedAnswer, Try)>()]);
        return true;
    }

    private void GoMissing()
    {
        var summary = Log.Skip(1).Aggregate(LogSummary.Of((Event.TransactionStarted)Log[0]), (log, e) => log.Apply(e));
        if (new UnfoldedLog(summary, LogProblem.Missing("gone")).Suspend(_incarnation.Now) is { } suspended)
            _written.Store(_incarnation.Now, suspended, model => model.GoneMissing());
    }
}
