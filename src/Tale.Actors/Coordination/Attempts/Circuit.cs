using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Whether a participant answers, as all attempts of this node together see it. After some failures in a row nothing is sent to it, and
/// what was to be sent is parked; from time to time one attempt tries it, and any answer ends it (ADR 36).
/// <code>
/// closed --failures in a row--> open --its time is over--> half open (one trial)
///   ^                             ^----- no answer in time -----'
///   '------------------------ any answer ----------------------'
/// </code>
/// The last gate that an attempt passes. One that was sent before is held: its time stands still, and it is sent again under its number.
/// Used from all threads.
/// </summary>
internal sealed class Circuit(
    ParticipantAddress address, CircuitSettings settings, NodeClock clock, IActorRef timer, ILoggingAdapter log, Random random)
    : IAttemptGate
{
    private readonly object _lock = new();
    private readonly LinkedList<GateTicket> _parked = [];
    private readonly HashSet<AttemptWork> _held = [];
    private int _failures;
    private bool _isMissing;   // the last failure was that nobody is there, and no silence
    private Outage? _outage;
    private NodeClock.Alarm? _alarm;
    private IAttemptGate[]? _asGates;

    /// <summary>The only gate of most steps that a participant plays.</summary>
    public IAttemptGate[] AsGates => _asGates ??= [this];

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _outage is null;
            }
        }
    }

    public ParticipantCircuit View
    {
        get
        {
            lock (_lock)
            {
                var state = _outage?.State ?? CircuitState.Closed;
                return new ParticipantCircuit(address.ToString(), state, _failures, _parked.Count + _held.Count, _outage?.NextTrialAt);
            }
        }
    }

    public GateTicket? TakeOrQueue(IActorRef coordinator, AttemptWork work)
    {
        lock (_lock)
        {
            if (_outage is null || (_parked.Count == 0 && TryBeTrial(work)))
                return null;
            var ticket = new GateTicket(coordinator, work);
            ticket.Place = _parked.AddLast(ticket);
            return ticket;
        }
    }

    public void Cancel(GateTicket ticket)
    {
        lock (_lock)
        {
            if (ticket.Place is { } place)
            {
                _parked.Remove(place);
                ticket.Place = null;
                return;
            }
        }
        Release(ticket.Work);
    }

    /// <summary>A trial that was given up has said nothing: the next one is made at once.</summary>
    public void Release(AttemptWork work)
    {
        lock (_lock)
        {
            _held.Remove(work);
            if (_outage?.Trial != work)
                return;
            Follow(_outage with { Trial = null, Until = clock.Now });
        }
        OnDue();
    }

    /// <summary>Whether an attempt that was sent before, or could not be, may be sent now. It may be the one that tries.</summary>
    public bool MaySend(AttemptWork work)
    {
        lock (_lock)
        {
            if (_outage is not null && _outage.Trial != work && !TryBeTrial(work))
            {
                Hold(work);
                return false;
            }
            if (_held.Remove(work))
                work.BeginAgain(clock);
            return true;
        }
    }

    /// <summary>Whether an attempt that was sent waits until its participant is there again.</summary>
    public bool IsHeld(AttemptWork work)
    {
        lock (_lock)
        {
            return _outage is not null && _held.Contains(work);
        }
    }

    /// <summary>
    /// The time of an attempt is over. That is a failure, unless it is known already that the participant does not answer: then the attempt
    /// is held, but for one that is not wanted any more.
    /// </summary>
    /// <returns>Whether it is held.</returns>
    public bool Holds(AttemptWork work)
    {
        lock (_lock)
        {
            // It was sent again this very moment, or, if the participant has answered meanwhile, is at its next turn.
            if (work.TimeLeft(clock.Now) > TimeSpan.Zero || (_outage is null && _held.Contains(work)))
                return true;
            var isKnown = _outage is not null;
            Fail(work, isMissing: false);
            if (!isKnown || work.IsUnwanted)
                return false;
            Hold(work);
            return true;
        }
    }

    /// <summary>Nobody is there to be asked.</summary>
    /// <param name="isAgain">False: at the first try, when it may still be starting.</param>
    public void NotThere(AttemptWork work, bool isAgain)
    {
        lock (_lock)
        {
            if (isAgain || _outage is not null)
                Fail(work, isMissing: true);
        }
    }

    /// <summary>Somebody is there, and need not have an answer: that ends an outage which was that nobody is.</summary>
    public void IsThere()
    {
        lock (_lock)
        {
            if (!_isMissing)
                return;
        }
        Answered();
    }

    /// <summary>The participant has answered, whatever it said.</summary>
    public void Answered()
    {
        List<GateTicket> parked;
        int failures;
        lock (_lock)
        {
            failures = _failures;
            _failures = 0;
            if (_outage is null)
                return;
            _outage = null;
            clock.Cancel(_alarm);
            parked = [.. _parked];
            _parked.Clear();
            parked.ForEach(ticket => ticket.Place = null);
        }
        log.Info(
            "Participant {Participant} answers again after {Failures} failures in a row: {Parked} parked attempts go on",
            address, failures, parked.Count);
        parked.ForEach(ticket => ticket.Grant());
    }

    /// <summary>It is time for a trial, or the time of one is over.</summary>
    public void OnDue()
    {
        GateTicket? next;
        lock (_lock)
        {
            if (_outage is { Trial: { } trial, Until: var until } && until <= clock.Now)
                Fail(trial, _isMissing);
            if (_outage is null || _parked.Count == 0)
                return;
            next = _parked.FirstOrDefault(ticket => TryBeTrial(ticket.Work));
            if (next is null)
            {
                // None of them can be sent at present, or it is not time yet.
                if (_outage.Trial is null && _outage.Until <= clock.Now)
                    Follow(_outage with { Until = clock.Now + settings.MinOpen });
                return;
            }
            _parked.Remove(next.Place!);
            next.Place = null;
        }
        next.Grant();
    }

    /// <summary>Why nothing is sent.</summary>
    public string Why
    {
        get
        {
            lock (_lock)
            {
                return $"The participant ({address}) has not answered {_failures} times in a row: {_outage?.Next ?? "that is over"}.";
            }
        }
    }

    /// <summary>Not one that was given up this very moment: it would be held for ever.</summary>
    private void Hold(AttemptWork work)
    {
        if (!work.IsReleased)
            _held.Add(work);
    }

    private bool TryBeTrial(AttemptWork work)
    {
        // One that may not be sent would be waited for, and say nothing.
        if (_outage!.Trial is not null || clock.Now < _outage.Until || work.IsReleased || !work.Tenure.IsHeld)
            return false;
        Follow(new Outage(_outage.Trials + 1, clock.Now + TimeOf(work), work));
        return true;
    }

    /// <summary>How long a trial is waited for.</summary>
    private TimeSpan TimeOf(AttemptWork trial) =>
        trial.Timeout is not { } timeout ? settings.MinOpen : timeout < settings.MaxOpen ? timeout : settings.MaxOpen;

    private void Fail(AttemptWork work, bool isMissing)
    {
        // One that was sent before it was known says nothing new.
        if (_outage is not null && _outage.Trial != work)
            return;
        (_failures, _isMissing) = (_failures + 1, isMissing);
        if (_outage is null && _failures < settings.Failures)
            return;
        var isNews = _outage is null;
        var trials = _outage?.Trials ?? 0;
        Follow(new Outage(trials, clock.Now + settings.OpenFor(trials, random.NextDouble()), null));
        if (isNews)
            log.Warning(
                "Participant {Participant} has not answered {Failures} times in a row: nothing is sent to it, its attempts are parked, "
                + "and it is tried again at {Until}",
                address, _failures, _outage!.Until.ToString("u", CultureInfo.InvariantCulture));
    }

    private void Follow(Outage outage)
    {
        _outage = outage;
        clock.Cancel(_alarm);
        _alarm = clock.Set(outage.Until, timer, new CircuitDue(this));
    }
}
