using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// One coordinator's life after another: carries effects out in a random order, answers in batches, crashes, and after every batch holds the core's
/// state against the model.
/// </summary>
internal sealed partial class Run
{
    private const int MaxBatches = 2_000;

    private readonly Scenario _scenario;
    private readonly Plan _plan;
    private readonly Random _random;
    private readonly Model _model;
    private readonly Dictionary<(string Path, bool IsUndo), Attempt> _attempts = [];
    private TransactionState _state;
    private int _operatorRetries;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public Run(Scenario scenario)
    {
        _scenario = scenario;
        _plan = Plan.Of(Tree.Define(scenario));
        _random = new Random(scenario.Seed);
        _model = new Model(scenario);
        _model.Open();
        _operatorRetries = scenario.OperatorRetries;
        var started = new Event.TransactionStarted(_now, "t-1", _plan.Definition, _plan.Version, _plan.Hash, Text(Model.Start), []);
        _state = Evolve.Start(_plan, started);
        Append([started]);
        CarryOut(Effects.Resume(_state));
    }

    /// <summary>A new life on the first events of another one's log, its model having heard the answers that these events hold.</summary>
    private Run(Run earlier, int length)
        : this(earlier._scenario)
    {
        _random = new Random(earlier._scenario.Seed + length);
        _now = earlier._now;
        Log.Clear();
        Log.AddRange(earlier.Log.Take(length));
        foreach (var (at, apply) in earlier.Answers.Where(answer => answer.At < length))
        {
            Tell(at, apply);
        }
        _operatorRetries -= Log.OfType<Event.TransactionResumed>().Count();
        Trace.Clear();
        Recover();
    }

    /// <summary>Every event, as it came back from its bytes.</summary>
    public List<Event> Log { get; } = [];

    /// <summary>What the core said at which length of the log.</summary>
    public List<(int Length, TransactionState State)> History { get; } = [];

    /// <summary>What was done to the world, in order.</summary>
    public List<(string Path, bool IsUndo, string What)> Trace { get; } = [];

    /// <summary>What the model was told, and the number of the event that says so.</summary>
    private List<(int At, Action<Model> Apply)> Answers { get; } = [];

    public TransactionState State => _state;

    public Plan Plan => _plan;

    /// <summary>Off for the properties that are to see a fault by themselves, though the model would see it first.</summary>
    public bool ComparesWithModel { get; init; } = true;

    public double CrashRate { get; init; }

    public double StaleRate { get; init; }

    /// <summary>Whether several answers may be folded into one write.</summary>
    public int MaxBatch { get; init; } = 3;

    public Run From(int length, double crashRate = 0) => new(this, length) { CrashRate = crashRate, MaxBatch = MaxBatch };

    public Run ToEnd()
    {
        Compare();
        for (var batch = 0; !_state.IsFinal; batch++)
        {
            Assert.True(batch < MaxBatches, $"It does not end: {_state.Status}.");
            if (_state.IsSuspended && _operatorRetries-- <= 0)
                break;
            Step();
            Compare();
        }
        SendStale();
        if (_state.IsFinal)
            Assert.Empty(Decide.On(_state, new Command.Recover(), _now).Events);
        return this;
    }

    private void Step()
    {
        _now += TimeSpan.FromSeconds(1);
        if (_random.NextDouble() < StaleRate)
            SendStale();
        if (_random.NextDouble() < CrashRate)
            Recover();
        else if (_state.IsSuspended)
            Resume();
        else
            Advance();
    }

    private void Advance()
    {
        var waiting = _attempts.Where(entry => entry.Value is { IsRunning: false, IsGivenUp: false }).ToArray();
        var answerable = _attempts.Where(entry => entry.Value.IsRunning || entry.Value.IsGivenUp).ToArray();
        if (answerable.Length == 0 || (waiting.Length > 0 && _random.Next(2) == 0))
        {
            Assert.True(waiting.Length > 0, $"Nothing is under way and nothing is due, yet the transaction is {_state.Status}.");
            Start(waiting[_random.Next(waiting.Length)]);
            return;
        }
        _random.Shuffle(answerable);
        var before = _state;
        foreach (var (key, attempt) in answerable.Take(1 + _random.Next(MaxBatch)))
            Answer(key, attempt);
        CarryOut(Effects.Between(before, _state));
        CompareUnwanted();
    }

    private void Start(KeyValuePair<(string Path, bool IsUndo), Attempt> entry)
    {
        entry.Value.IsRunning = true;
        Assert.True(!ComparesWithModel || entry.Key.IsUndo || !_model.IsDoomed || entry.Value.IsRepetition, $"'{entry.Key.Path}' starts after a definite failure.");
        Trace.Add((entry.Key.Path, entry.Key.IsUndo, "start"));
    }

    private void Answer((string Path, bool IsUndo) key, Attempt attempt)
    {
        _attempts.Remove(key);
        var (path, step, at, epoch) = (key.Path, _plan.Step(key.Path).Index, Log.Count, _state.Epoch);
        var spec = _model.Steps[path].Spec;
        if (attempt.IsGivenUp)
        {
            Decided(new Command.RetryGivenUp(step, epoch, attempt.Number));
            Tell(at, model => model.GivenUp(path));
            return;
        }
        var result = attempt.IsCancelled && spec.UnknownWhenCancelled ? Try.IsUnknown
            : key.IsUndo ? spec.Undo(attempt.Number) : spec.Execution(attempt.Number);
        Trace.Add((path, key.IsUndo, result is Try.Succeeds or Try.KeepsInput ? "done" : "failed"));
        Decided(key.IsUndo ? UndoAnswer(step, attempt.Number, result) : ExecuteAnswer(step, path, attempt.Number, result));
        Tell(at, key.IsUndo ? model => model.Undone(path, result) : model => model.Executed(path, result));
    }

    private Command ExecuteAnswer(int step, string path, int attempt, Try result) => result switch
    {
        Try.Succeeds => new Command.Executed(step, _state.Epoch, attempt, Text(Model.Output(path, attempt))),
        Try.KeepsInput => new Command.Executed(step, _state.Epoch, attempt, null),
        _ => new Command.ExecuteFailed(step, _state.Epoch, attempt, Error(attempt, result)),
    };

    private Command UndoAnswer(int step, int attempt, Try result) => result is Try.Succeeds or Try.KeepsInput
        ? new Command.Compensated(step, _state.Epoch, attempt)
        : new Command.CompensateFailed(step, _state.Epoch, attempt, Error(attempt, result));

    private static AttemptError Error(int attempt, Try result) => new("Error", $"attempt {attempt}", result switch
    {
        Try.FailsRetryably => Verdict.Retry,
        Try.IsResumed => Verdict.KeepState,
        Try.IsEscalated => Verdict.Escalate,
        Try.IsUnknown => Verdict.Unknown,
        _ => Verdict.GiveUp,
    }, 0);

    private void Decided(Command command)
    {
        var (events, state) = Decide.On(_state, command, _now);
        Assert.NotEmpty(events);
        _state = state;
        Append(events);
    }

    private void Tell(int at, Action<Model> apply)
    {
        apply(_model);
        _model.Open();
        Answers.Add((at, apply));
    }

    private void Append(IEnumerable<Event> events)
    {
        Log.AddRange(events.Select(EventBytes.RoundTrip));
        History.Add((Log.Count, _state));
    }

    /// <summary>The process dies. What was under way is forgotten, though it may have taken effect.</summary>
    private void Recover()
    {
        _attempts.Clear();
        _model.Unwanted.Clear();
        _state = Fold(_plan, Log);
        var (events, recovered) = Decide.On(_state, new Command.Recover(), _now);
        _state = recovered;
        var at = Log.Count;
        Append(events);
        if (events.Count > 0)
            Tell(at, model => model.Crashed());
        CarryOut(Effects.Resume(_state), isRepetition: true);
    }

    /// <summary>An operator has what is stuck tried again.</summary>
    private void Resume()
    {
        var resumed = new Event.TransactionResumed(_now, _state.IsCompensating ? Status.Compensating : Status.Running, "operator");
        var before = _state;
        _state = Evolve.Apply(_state, resumed);
        var at = Log.Count;
        Append([resumed]);
        Tell(at, model => model.Resumed());
        CarryOut(Effects.Between(before, _state), isRepetition: true);
    }

    private void CarryOut(IReadOnlyList<Effect> effects, bool isRepetition = false)
    {
        foreach (var effect in effects)
        {
            var key = (_plan.Steps[effect.Step].Path, effect is Effect.Compensate);
            if (effect is Effect.Unwanted unwanted)
                Unwanted(key, unwanted);
            else
                Issue(key, effect, isRepetition);
        }
    }

    private void Issue((string Path, bool IsUndo) key, Effect effect, bool isRepetition)
    {
        var attempt = new Attempt(effect.Attempt) { IsRepetition = isRepetition };
        Assert.True(_attempts.TryAdd(key, attempt), $"'{key.Path}' is issued while another attempt is open.");
        if ((effect is Effect.Execute execute ? execute.NotBefore : ((Effect.Compensate)effect).NotBefore) is null)
            Start(new(key, attempt));
    }

    /// <summary>What a coordinator does: an attempt that does not run, because it waits or was never issued, is given up.</summary>
    private void Unwanted((string Path, bool IsUndo) key, Effect.Unwanted unwanted)
    {
        if (!_attempts.TryGetValue(key, out var attempt))
            _attempts[key] = attempt = new Attempt(unwanted.Attempt);
        Assert.Equal(attempt.Number, unwanted.Attempt);
        attempt.IsGivenUp = !attempt.IsRunning;
        attempt.IsCancelled |= attempt.IsRunning && unwanted.CancelRunning;
        CompareUnwanted(key.Path, unwanted);
    }

    public static TransactionState Fold(Plan plan, IEnumerable<Event> log) =>
        log.Skip(1).Aggregate(Evolve.Start(plan, (Event.TransactionStarted)log.First()), Evolve.Apply);

    private static Payload Text(string text) => new("text", Encoding.UTF8.GetBytes(text));

    private static string Text(Payload payload) => Encoding.UTF8.GetString(payload.Data.Span);

    private sealed class Attempt(int number)
    {
        public int Number => number;

        public bool IsRunning { get; set; }

        public bool IsGivenUp { get; set; }

        public bool IsCancelled { get; set; }

        /// <summary>It was open when the process died, or an operator asked for it.</summary>
        public bool IsRepetition { get; init; }
    }
}
