using System.Collections.Immutable;
using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// One issued attempt, as it is handed to its actor. The coordinator may withdraw it until the actor begins; exactly one of the two wins,
/// so that it is known for certain what had not begun.
/// </summary>
/// <param name="tenure">In which it was issued.</param>
/// <param name="timeout">How long it may take once it has begun; null: for ever.</param>
/// <param name="gates">What it has to pass before it begins, and gives back when it has ended.</param>
internal sealed class AttemptWork(
    PlanStep step, TransactionState state, AttemptKey attempt, Tenure tenure, TimeSpan? timeout, IAttemptGate[] gates)
    : IDisposable, INoSerializationVerificationNeeded
{
    private const int Issued = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _cancellation = new();
    private int _stage = Issued;
    private long _begunAt;
    private int _slotsGivenBack;
    private GateTicket? _place;   // in the queue of the gate where it waits
    private int _passed;
    private bool _isDisposed;

    /// <summary>The actor that it was handed to.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    public PlanStep Step => step;

    public StepNode Node => step.Node;

    public AttemptKey Attempt => attempt;

    public Tenure Tenure => tenure;

    public Direction Direction => attempt.Direction;

    public string TransactionId => state.TransactionId;

    public long Epoch { get; } = state.Epoch;

    public IReadOnlyList<AttemptFailure> Failures => state[step].Failures;

    public IReadOnlyList<Payload> Inputs => state[step].Inputs;

    /// <summary>What the undo gets.</summary>
    public Payload CompensationState => state[step].CompensationState;

    /// <summary>The type of what the undo gets.</summary>
    public Type CompensationType => state[step].OutcomeUnknown ? Node.InputType : Node.OutputType;

    public StepOutcome Outcome => state[step].OutcomeUnknown ? StepOutcome.Unknown : StepOutcome.Succeeded;

    public ImmutableDictionary<string, string> Headers => state.Headers;

    public string IdempotencyKey => Direction == Direction.Compensate
        ? StepKeys.Compensate(state.TransactionId, step.Path)
        : StepKeys.Execute(state.TransactionId, step.Path);

    public TimeSpan? Timeout => timeout;

    /// <summary>That of its participant, the last that it passes; null: its step runs here, or there is none.</summary>
    public Circuit? Circuit { get; } = gates is [.., Circuit circuit] ? circuit : null;

    /// <summary>Why it is not under way at present; null: it is. Read by its coordinator.</summary>
    public string? WaitsFor => _place is null
        ? Circuit?.IsHeld(this) == true ? Circuit.Why : null
        : gates[_passed] is Circuit circuit
        ? circuit.Why
        : "As many attempts are under way on this node as may be, of this step or of all: it waits for its turn.";

    /// <summary>It has ended, or is waited for by nobody: what it had passed is with others.</summary>
    public bool IsReleased => Volatile.Read(ref _slotsGivenBack) == 1;

    /// <summary>Its success is not wanted any more. The coordinator's.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>Wakes its coordinator when its time is over. The coordinator's.</summary>
    public NodeClock.Alarm? Alarm { get; set; }

    /// <summary>It took longer than it may, and was told.</summary>
    public bool IsTimedOut { get; private set; }

    /// <summary>The token of the attempt has been cancelled by its coordinator.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>An incarnation before had it cancelled. It is repeated because its outcome is to be learned.</summary>
    public bool WasCancelled => Direction == Direction.Execute && state[step].Cancelled;

    /// <summary>The node stops, and the attempt has had its time. Whatever fails from now on may fail because of that.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>The same, to be begun afresh: it has passed no gate.</summary>
    public AttemptWork Again() => new(step, state, attempt, tenure, timeout, gates);

    /// <summary>Called by the one who runs it, once.</summary>
    public bool TryBegin(NodeClock clock)
    {
        if (Interlocked.CompareExchange(ref _stage, Begun, Issued) != Issued)
            return false;
        if (timeout is not null)
            Volatile.Write(ref _begunAt, clock.Now.UtcTicks);
        return true;
    }

    /// <summary>Its request is sent again after nothing could be: it has all of its time.</summary>
    public void BeginAgain(NodeClock clock) => Volatile.Write(ref _begunAt, clock.Now.UtcTicks);

    /// <summary>How much of its time is left; all of it while it has not begun.</summary>
    public TimeSpan TimeLeft(DateTimeOffset now) =>
        Volatile.Read(ref _begunAt) is var begunAt and not 0 ? timeout!.Value - TimeSpan.FromTicks(now.UtcTicks - begunAt) : timeout!.Value;

    /// <summary>Passes one gate after the other. Called by its coordinator, and again when it is told that the attempt's turn has come.</summary>
    /// <returns>False: it waits, and its coordinator is told with <see cref="SlotGranted"/>.</returns>
    public bool TryPass(IActorRef coordinator)
    {
        if (_place is not null)
            _passed++;   // what it waited for is granted
        for (_place = null; _passed < gates.Length; _passed++)
        {
            _place = gates[_passed].TakeOrQueue(coordinator, this);
            if (_place is not null)
                return false;
        }
        return true;
    }

    /// <summary>It waits at a gate, and is given up. Called by its coordinator.</summary>
    public void LeaveQueue()
    {
        gates[_passed].Cancel(_place!);
        GiveBackSlots();
    }

    /// <summary>
    /// Its slots go to the next ones. Once, whoever comes first: the one who runs it, or the one who abandons it.
    /// </summary>
    public void GiveBackSlots()
    {
        if (Interlocked.Exchange(ref _slotsGivenBack, 1) == 1)
            return;
        for (var i = 0; i < _passed; i++)
            gates[i].Release(this);
    }

    public void TimeOut()
    {
        IsTimedOut = true;
        Cancel();
    }

    /// <summary>Called by the coordinator: true when it had not begun, and then it never will.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _stage, Withdrawn, Issued) == Issued;

    public void CutShort()
    {
        IsCutShort = true;
        Cancel();
    }

    public void Cancel()
    {
        lock (_cancellation)
        {
            IsCancelled = true;
            // Not on this thread: what is registered with the token is the user's.
            if (!_isDisposed)
                _ = _cancellation.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (_cancellation)
        {
            _isDisposed = true;
            // A cancellation that is under way still needs it; without a timer there is nothing else to free.
            if (!IsCancelled)
                _cancellation.Dispose();
        }
    }

    /// <param name="services">The scope of the attempt; null: Tale runs without dependency injection.</param>
    public StepContext Context(IServiceProvider? services) => new()
    {
        TransactionId = state.TransactionId,
        Definition = state.Plan.Definition,
        Version = state.Plan.Version,
        Step = step.Path,
        IdempotencyKey = IdempotencyKey,
        Attempt = attempt.Number,
        Outcome = Outcome,
        Headers = state.Headers,
        CancellationToken = _cancellation.Token,
        Services = services,
    };

    /// <param name="output">Null: the step kept its input. Ignored for an undo.</param>
    public Command.Answer Done(Payload? output) => Direction == Direction.Compensate
        ? new Command.Compensated(step.Index, Epoch, attempt.Number)
        : new Command.Executed(step.Index, Epoch, attempt.Number, output);

    /// <summary>It is not wanted any more, and never will begin.</summary>
    public Command.Answer NotBegun() => new Command.NotBegun(step.Index, Epoch, attempt.Number);

    /// <param name="items">Of the block that the step begins.</param>
    public Command.Answer Listed(ImmutableArray<Payload> items) =>
        new Command.Listed(step.Index, Epoch, attempt.Number, items, ((PlanBlock)step.Parent!).AtATime ?? int.MaxValue);

    public Command.Answer Failed(AttemptError error) => Direction == Direction.Compensate
        ? new Command.CompensateFailed(step.Index, Epoch, attempt.Number, error)
        : new Command.ExecuteFailed(step.Index, Epoch, attempt.Number, error);
}
