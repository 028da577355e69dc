using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// A coordinator's attempts: one child actor for each that is in flight, none for one that waits for a slot.
/// Used by its coordinator only, on its thread.
/// <code>
/// coordinator --Issue--> runner --AttemptWork--> StepActor | ParticipantActor --AttemptEnded--> coordinator --Answered--> runner
/// </code>
/// </summary>
/// <param name="tenure">In which the coordinator has read its log.</param>
internal sealed class AttemptRunner(AttemptServices services, IActorContext context, Tenure tenure)
{
    /// <summary>How soon an attempt that must not begin without the lease is looked at again.</summary>
    private static readonly TimeSpan LeaseInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<AttemptKey, AttemptWork> _running = [];
    private readonly Dictionary<IActorRef, AttemptWork> _byActor = [];
    private Dictionary<AttemptKey, AttemptWork>? _queued;
    private Dictionary<AttemptKey, AttemptWork>? _putAside;   // they must not begin while the lease is not held
    private Stack<IActorRef>? _idle;
    private Dictionary<IActorRef, bool>? _ending;   // of attempts that were abandoned, and whether there is somebody to tell
    private List<AttemptKey>? _notBegun;
    private bool _isClosed;

    /// <summary>Whether an attempt is in flight or waits for a slot.</summary>
    public bool IsWorking => _running.Count > 0 || _queued?.Count > 0 || _putAside?.Count > 0;

    /// <summary>
    /// Whether the actor of an abandoned attempt is there yet: it has a participant to tell, or its code holds its thread. The coordinator could not end
    /// before that, and whoever asks for it then would wait as long.
    /// </summary>
    public bool IsHeldUp => _ending?.Count > 0;

    /// <summary>Whether a participant is still to be told that it was abandoned. That takes no time, and one that leaves waits for it.</summary>
    public bool HasToTell => _ending?.ContainsValue(true) == true;

    /// <summary>What had been issued and was not begun when this runner was closed, or later.</summary>
    public IReadOnlyList<AttemptKey> NotBegun => _notBegun ?? [];

    /// <summary>What the child is working on; null when nobody waits for it any more.</summary>
    public AttemptWork? WorkOf(IActorRef child) => _byActor.GetValueOrDefault(child);

    public void Issue(AttemptKey attempt, TransactionState state)
    {
        if (_isClosed)
        {
            (_notBegun ??= []).Add(attempt);
            return;
        }
        var step = state.Plan.Steps[attempt.Step];
        var timeout = services.TimeoutOf(step.Node, attempt.Direction);
        Begin(new AttemptWork(step, state, attempt, tenure, timeout, services.GatesOf(step)));
    }

    /// <summary>It is the attempt's turn, unless it was given up meanwhile: then its slot is with the next one already.</summary>
    public void Granted(AttemptKey attempt)
    {
        if (_queued?.Remove(attempt, out var work) != true)
            return;
        if (tenure.IsHeld)
        {
            Pass(work!);
            return;
        }
        work!.LeaveQueue();
        PutAside(work);
    }

    /// <summary>It had its turn, and came to its thread when the lease was not held any more. Meanwhile others could be in its place.</summary>
    /// <returns>Whether it is not wanted any more, and never will begin.</returns>
    public bool HeldBack(AttemptWork work)
    {
        if (!IsRunning(work) || !work.TryWithdraw())
            return false;
        Forget(work);
        work.GiveBackSlots();
        (_idle ??= new()).Push(work.Actor);
        if (!work.IsUnwanted)
            PutAside(work);
        else
            work.Dispose();
        return work.IsUnwanted;
    }

    /// <summary>What was put aside is looked at again.</summary>
    public void LookAgain(AttemptKey attempt)
    {
        if (_putAside?.Remove(attempt, out var work) == true)
            Begin(work!.Again());
    }

    /// <summary>
    /// The success of an attempt is not wanted any more. One that waits for a slot is not begun; siblings
    /// that were issued together all run.
    /// </summary>
    /// <returns>Whether it had not begun, and never will.</returns>
    public bool GiveUp(AttemptKey attempt, bool cancelRunning)
    {
        if (WithdrawQueued(attempt))
            return true;
        if (!_running.TryGetValue(attempt, out var work))
            return false;
        work.IsUnwanted = true;
        if (cancelRunning)
            Cancel(work);
        return false;
    }

    /// <summary>
    /// A step that an incarnation before had told to end has been begun again, because its outcome is to be learned. Whoever says once more that it is to
    /// end has it told too, and so has whoever says it once more to a transaction of which a child is at work.
    /// </summary>
    /// <returns>Those that have not begun again, and never will.</returns>
    public IReadOnlyList<AttemptWork> CancelAgain()
    {
        foreach (var work in _running.Values.Where(work => work.Direction == Direction.Execute && (work.WasCancelled || work.IsCancelled)))
        {
            if (work.Node.Body is StepBody.Child)
                work.Actor.Tell(AttemptCancelled.Again, ActorRefs.NoSender);
            else if (!work.IsCancelled)
                Cancel(work);
            work.IsUnwanted = true;
        }
        var waiting = WorksOf(_queued).Concat(WorksOf(_putAside)).Where(work => work.WasCancelled).ToList();
        waiting.ForEach(work => WithdrawQueued(work.Attempt));
        return waiting;
    }

    /// <summary>The actor of an attempt has answered, or failed; it can be used again.</summary>
    /// <returns>False: the attempt was given up before, and nobody waits for the answer.</returns>
    public bool Answered(AttemptWork work)
    {
        if (!IsRunning(work))
            return false;
        Forget(work);
        work.GiveBackSlots();
        if (work.Node.Body.RunsHere)
            (_idle ??= new()).Push(work.Actor);
        else
            context.Stop(work.Actor);
        return true;
    }

    /// <summary>
    /// The time of an attempt may be over. It is told first; once it has had its grace, it is abandoned: whatever comes of it is booked on
    /// nobody.
    /// </summary>
    /// <returns>What is to be stored of an abandoned attempt; null: it goes on.</returns>
    public Command.Answer? Overdue(AttemptWork work)
    {
        if (!IsRunning(work))
            return null;
        if (work.IsTimedOut)
        {
            Forget(work);
            work.GiveBackSlots();
            context.Stop(work.Actor);
            return work.Failed(services.Judge.Of(ErrorJudge.TimedOut(work, null), work));
        }
        var left = work.TimeLeft(services.Clock.Now);
        if (left <= TimeSpan.Zero && work.Circuit?.Holds(work) == true)
        {
            // Sent again, it has all of its time; that is at its next turn at the earliest.
            left = work.Timeout!.Value > services.Settings.ResendInterval ? work.Timeout.Value : services.Settings.ResendInterval;
        }
        else if (left <= TimeSpan.Zero)
        {
            work.TimeOut();
            Tell(work);
            left = services.Settings.TimeoutGrace;
        }
        Watch(work, left);
        return null;
    }

    /// <summary>
    /// Nobody waits any longer for an attempt that was issued: it is told to end, and whatever comes of it is booked on nobody. The transaction that plays
    /// a child step goes on: who goes back asks it what became of it.
    /// </summary>
    public void Abandon(AttemptKey attempt)
    {
        if (Withdraw(attempt) || !_running.TryGetValue(attempt, out var work))
            return;
        Forget(work);
        if (work.Node.Body.RunsHere)
        {
            work.GiveBackSlots();
            work.Cancel();
            AwaitEnd(work);
            context.Stop(work.Actor);
        }
        else
        {
            AwaitEnd(work);
            work.Actor.Tell(AttemptAbandoned.Instance, ActorRefs.NoSender);
        }
    }

    /// <summary>The actor of an abandoned attempt has ended.</summary>
    public void HasEnded(IActorRef actor) => _ending?.Remove(actor);

    /// <summary>The view as this node knows it: the log does not say which of the issued attempts are not at work, and why.</summary>
    public TransactionView Explain(TransactionView view)
    {
        var whys = WorksOf(_queued).Concat(_running.Values)
            .Select(work => (work.Step.Path, Why: work.WaitsFor)).Where(entry => entry.Why is not null).DistinctBy(entry => entry.Path)
            .ToDictionary(entry => entry.Path, entry => entry.Why);
        return whys.Count == 0 ? view : view with
        {
            Steps =
            [
                .. view.Steps.Select(step => step.Running is { } running && whys.TryGetValue(step.Path, out var why)
                    ? step with { Running = running with { WaitsFor = why } }
                    : step),
            ],
        };
    }

    /// <summary>From now on nothing begins. What has begun goes on.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var attempt in WorksOf(_queued).Concat(WorksOf(_putAside)).Concat(_running.Values).Select(work => work.Attempt).ToList())
        {
            if (Withdraw(attempt))
                (_notBegun ??= []).Add(attempt);
            // It only waits for another transaction, as the next incarnation can.
            else if (_running.TryGetValue(attempt, out var work) && work.Node.Body is StepBody.Child)
                Leave(work);
        }
    }

    /// <summary>The node stops, and what runs has had its time: its tokens are cancelled, and its successes still count.</summary>
    public void CutShort()
    {
        foreach (var work in _running.Values)
            work.CutShort();
    }

    /// <summary>Nobody waits for what still runs.</summary>
    public void Abandon()
    {
        Close();
        foreach (var work in _running.Values)
        {
            services.Clock.Cancel(work.Alarm);
            work.Cancel();
        }
        _running.Clear();
        _byActor.Clear();
    }

    private static void Cancel(AttemptWork work)
    {
        work.Cancel();
        Tell(work);
    }

    /// <summary>A participant has no token.</summary>
    private static void Tell(AttemptWork work)
    {
        if (!work.Node.Body.RunsHere)
            work.Actor.Tell(AttemptCancelled.Instance, ActorRefs.NoSender);
    }

    private static IEnumerable<AttemptWork> WorksOf(Dictionary<AttemptKey, AttemptWork>? works) => works?.Values ?? Enumerable.Empty<AttemptWork>();

    private bool WithdrawQueued(AttemptKey attempt)
    {
        if (_putAside?.Remove(attempt, out var aside) == true)
        {
            aside.Dispose();
            return true;
        }
        if (_queued?.Remove(attempt, out var work) != true)
            return false;
        work!.LeaveQueue();
        work.Dispose();
        return true;
    }

    private bool Withdraw(AttemptKey attempt)
    {
        if (WithdrawQueued(attempt))
            return true;
        if (!_running.TryGetValue(attempt, out var work) || !work.TryWithdraw())
            return false;
        work.GiveBackSlots();
        Forget(work);
        context.Stop(work.Actor);
        work.Dispose();
        return true;
    }

    private void AwaitEnd(AttemptWork work) => (_ending ??= [])[context.Watch(work.Actor)] = !work.Node.Body.RunsHere;

    private void Leave(AttemptWork work)
    {
        Forget(work);
        context.Stop(work.Actor);
    }

    /// <summary>As soon as there is room for it.</summary>
    private void Begin(AttemptWork work)
    {
        if (tenure.IsHeld)
            Pass(work);
        else
            PutAside(work);
    }

    private void Pass(AttemptWork work)
    {
        if (!work.TryPass(context.Self))
            (_queued ??= [])[work.Attempt] = work;
        else
            Run(work, work.Node.Body.RunsHere ? Borrow() : context.ActorOf(services.PropsOf(work.Node.Body)));
    }

    /// <summary>It may be long until it can begin, and others could in its place.</summary>
    private void PutAside(AttemptWork work)
    {
        (_putAside ??= [])[work.Attempt] = work;
        services.Clock.Set(services.Clock.Now + LeaseInterval, context.Self, new PutAsideAttempt(work.Attempt));
    }

    private void Run(AttemptWork work, IActorRef actor)
    {
        work.Actor = actor;
        _running[work.Attempt] = work;
        _byActor[actor] = work;
        actor.Tell(work, context.Self);
        if (work.Timeout is { } timeout)
            Watch(work, timeout);
    }

    private void Watch(AttemptWork work, TimeSpan left) =>
        work.Alarm = services.Clock.Set(services.Clock.Now + left, context.Self, new AttemptOverdue(work));

    private bool IsRunning(AttemptWork work) => _running.TryGetValue(work.Attempt, out var running) && ReferenceEquals(running, work);

    private void Forget(AttemptWork work)
    {
        _running.Remove(work.Attempt);
        _byActor.Remove(work.Actor);
        services.Clock.Cancel(work.Alarm);
    }

    private IActorRef Borrow() => _idle is not null && _idle.TryPop(out var actor) ? actor : context.ActorOf(services.StepProps);
}
