using Tale.Actors.Core;
using Tale.Actors.Protocol;
using static Tale.Actors.Tests.Sweeps.LogModel;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// Whether what happened to one transaction keeps the invariants: its log for itself, every call against the log, and the calls among
/// each other.
/// </summary>
internal sealed class Checker
{
    private readonly Scenario _scenario;
    private readonly IReadOnlyList<SweepEvent> _log;
    private readonly IReadOnlyList<SweepCall> _calls;
    private readonly List<HashSet<AttemptRef>> _issued = [[]];
    private readonly SweepPlan _plan;
    private readonly LogModel _model;

    /// <summary>Its calls, and those of its child, by the steps of <see cref="_effects"/>.</summary>
    private readonly ILookup<string, SweepCall> _callsOf;

    /// <summary>What takes effect and is undone, in its order.</summary>
    private readonly SweepPlan _effects;

    /// <summary>Its parent, at its end; null: it has none.</summary>
    private readonly IReadOnlyList<SweepEvent>? _parent;

    private Checker(Scenario scenario, SweepWorld world, ILookup<string, SweepCall> calls)
    {
        _plan = SweepPlan.Of(scenario.Road);
        _effects = _plan.WithChild ?? _plan;
        _scenario = scenario;
        _log = world.LogOf(scenario.Id).Events;
        _calls = [.. calls[scenario.Id].OrderBy(call => call.Begin)];
        _callsOf = scenario.Family.SelectMany(member => calls[member.Id])
            .ToLookup(call => call.Id == scenario.Id ? call.Attempt.Step : $"middle/{call.Attempt.Step}");
        _parent = scenario.Parent is { } parent ? world.LogOf(parent.Id).Events : null;
        _model = new LogModel(scenario, isTakenBack: _parent?.Any(e => e.Event is Event.CompensationStarted) == true);
    }

    /// <param name="hasZombie">Two owners were at work at a time: what the one that lost had begun may end at any time.</param>
    /// <returns>What is wrong, with the scenario, the log and the calls; null: nothing.</returns>
    public static string? Check(Scenario scenario, SweepWorld world, ILookup<string, SweepCall> calls, bool hasZombie = false)
    {
        var checker = new Checker(scenario, world, calls);
        try
        {
            checker.Run(hasZombie, world.Accepted.Where(accepted => accepted.TransactionId == scenario.Id));
            return null;
        }
        catch (BrokenRuleException e)
        {
            var family = scenario.Parent ?? scenario;
            var others = family.Family.Where(member => member != scenario)
                .Select(member => Describe(member, "its family", world.LogOf(member.Id).Events, calls[member.Id]));
            return string.Join("\n", others.Prepend(Describe(scenario, e.Message, checker._log, checker._calls)));
        }
    }

    public static string Describe(Scenario scenario, string problem, IEnumerable<SweepEvent> log, IEnumerable<SweepCall> calls) => $"""
        {scenario}: {problem}
          log:
            {string.Join("\n    ", log.Select(e => $"{e.SequenceNr} {Text(e.Event)}"))}
          calls:
            {string.Join("\n    ", calls)}
        """;

    private static string Text(Event e) => e switch
    {
        Event.StepSucceeded x => $"succeeded {x.Step} #{x.Attempt}",
        Event.ItemsListed x => $"listed {x.Step} #{x.Attempt}: {x.Items.Length} items",
        Event.StepAttemptFailed x => $"attempt failed {x.Step} #{x.Attempt}, again at {x.RetryAt:T}",
        Event.StepFailed x => $"failed {x.Step} #{x.Attempt}{(x.Failure is null ? ", given up" : "")}",
        Event.StepOutcomeUnknown x => $"unknown {x.Step} #{x.Attempt}: {x.Failure?.Message}",
        Event.StepCompensated x => $"compensated {x.Step} #{x.Attempt}",
        Event.CompensationAttemptFailed x => $"undo failed {x.Step} #{x.Attempt}, again at {x.RetryAt:T}",
        Event.AttemptsIssued x => $"issued {string.Join(", ", x.Attempts)}",
        Event.CoordinatorLeft x => $"left, not begun: {string.Join(", ", x.NotBegun)}",
        Event.CoordinatorRecovered x => $"recovered, epoch {x.Epoch} on {x.Node}",
        Event.TransactionStarted x => $"started on {x.Node}",
        Event.StepEscalated x => $"escalated {x.Step} #{x.Attempt}: {x.Failure?.Message}",
        Event.WaitStarted x => $"{x.Step} waits until {x.Until:s}{(x.SignalId is null ? "" : $" and has {x.SignalId}")}",
        Event.SignalReceived x => $"signal {x.SignalId} for {x.Step ?? "later"}",
        Event.OperatorIntervened x => $"operator: {x.Action} {x.Step}",
        Event.TransactionSuspended x => $"suspended: {x.Reason}",
        _ => e.GetType().Name,
    } + $" at {e.At:T}{(e.DueAt is { } due ? $", due {due:s}" : "")}";

    private void Run(bool hasZombie, IEnumerable<CommandAccepted> accepted)
    {
        foreach (var stored in _log)
        {
            Require(stored.SequenceNr == _issued.Count, $"I10: event {stored.SequenceNr} follows event {_issued.Count - 1}");
            _model.Apply(stored.Event);
            _issued.Add(_model.Issued);
        }
        CheckEnd();
        foreach (var told in accepted)
            Require(told.Revision <= _log.Count, $"I1: revision {told.Revision} was said to be durable");
        foreach (var call in _calls)
            CheckCall(call);
        foreach (var step in _effects.Called)
            CheckStep(step, hasZombie);
    }

    /// <summary>I1, I3, I16.</summary>
    private void CheckEnd()
    {
        if (_log.Count == 0)
        {
            Require(_parent?[^1].Event is Event.TransactionCompensated, "I1: it was never started");
            return;
        }
        var isSuspended = _log[^1].Event is Event.TransactionSuspended;
        Require(_model.IsOver || (isSuspended && !RoadMap.HasOperator(_scenario.Road)), "I1: it has not ended");
        if (isSuspended)
            return;
        var status = _log[^1].Event switch
        {
            Event.TransactionCompleted => TransactionStatus.Completed,
            Event.TransactionCompensated => TransactionStatus.Compensated,
            _ => TransactionStatus.Failed,
        };
        if (_parent is null)
            Require(_scenario.MayEnd(status, [.. _log.Select(stored => stored.Event)]), "I16: it ended as no undisturbed one does");
        else
            Require(
                _parent[^1].Event is Event.TransactionCompleted == (status == TransactionStatus.Completed), $"it ended {status}, its parent did not");
    }

    /// <summary>I6, I8, I9, I11: at the time of the call the log says that this attempt is issued.</summary>
    private void CheckCall(SweepCall call)
    {
        var step = _plan[call.Attempt.Step];
        var key = $"{_scenario.Id}/{step.Path}/{(call.IsUndo ? "compensate" : "execute")}";
        Require(call.Key == key, $"I8: the key of {call}");
        var end = KnownTo(call.Node, call.LogLength);
        var isIssued = _issued[end].Contains(call.Attempt) || IsJustAbandoned(call.Attempt, end);
        Require(isIssued, $"I9, I11: {call} has not been issued to it, or its answer is stored (it knows {end} events)");
        if (!call.IsUndo)
            Require(Equals(call.State, step.Input), $"the input of {call}");
        else
            Require(Equals(call.State, call.Outcome == StepOutcome.Unknown ? step.Input : Output(step)), $"what is given to {call}");
    }

    /// <summary>One that waits for its turn counts as at work, and may begin before its coordinator hears that it is stored as abandoned.</summary>
    private bool IsJustAbandoned(AttemptRef attempt, int end)
    {
        var abandoned = end - (_log[end - 1].Event is Event.TransactionSuspended ? 2 : 1);
        return abandoned > 0 && _log[abandoned].Event is Event.StepEscalated { Step: var step } && step == attempt.Step
            && _log[abandoned - 1].Event is Event.OperatorIntervened { Action: OperatorAction.Abandon } && _issued[abandoned].Contains(attempt);
    }

    private object Output(SweepStep step) =>
        _scenario.Road == Road.BackwardTyped && step.Path == "last" ? $"{step.Input + 1}" : step.Input + 1;

    /// <summary>How much of the log a node has to go by: up to where another one took over from it.</summary>
    private int KnownTo(string node, int length)
    {
        var known = 0;
        var isOwner = false;
        for (var i = 0; i < length; i++)
        {
            if (OwnerOf(_log[i].Event) is { } owner)
                isOwner = owner.StartsWith(node + "-", StringComparison.Ordinal);
            if (isOwner)
                known = i + 1;
        }
        return known;
    }

    private static string? OwnerOf(Event e) => e switch
    {
        Event.TransactionStarted x => x.Node,
        Event.CoordinatorRecovered x => x.Node,
        _ => null,
    };

    /// <summary>I4, I5, I6 as the calls show it: an effect is undone after what followed it, and never beside it.</summary>
    private void CheckStep(SweepStep step, bool hasZombie)
    {
        var executions = Calls(step, isUndo: false);
        var undos = Calls(step, isUndo: true);
        if (_log.Count == 0)
            return;
        var hasCompleted = _log[^1].Event is Event.TransactionCompleted;
        if (hasCompleted)
        {
            var isApplied = (executions.Exists(call => call.Succeeded) || Stands(step) is { IsByOperator: true }) && undos.Count == 0;
            Require(isApplied, $"I4: '{step.Path}' of a completed transaction took no effect, or is undone");
        }
        if (hasZombie)
            return;
        foreach (var undo in undos)
        {
            // What was abandoned goes on beside it, and its service knows that it is undone.
            var isAlone = executions.TrueForAll(
                call => call.End < undo.Begin || call.Begin > undo.End || RoadMap.Hangs(_scenario.Road, call.Attempt));
            Require(isAlone, $"I6: {undo} beside an execution of its step");
            foreach (var next in _effects.UndoneBefore(step).Where(next => Stands(next) is not { IsLeftInEffect: true }))
                Require(!IsInEffect(next, undo.Begin), $"I6: {undo}, and '{next.Path}' is not undone yet");
        }
        if (_log[^1].Event is Event.TransactionCompensated or Event.TransactionFailed && Stands(step) is not { IsLeftInEffect: true })
            Require(!IsInEffect(step, long.MaxValue), $"I5: '{step.Path}' took effect and is not undone");
    }

    /// <summary>What the log says of a step; null: it is a child's.</summary>
    private LogStep? Stands(SweepStep step) => _model.Steps.GetValueOrDefault(step.Path);

    private bool IsInEffect(SweepStep step, long at)
    {
        var effects = Calls(step, isUndo: false).Where(call => call.Succeeded && call.Begin < at).Select(call => call.End).ToList();
        return effects.Count > 0
            && !Calls(step, isUndo: true).Exists(undo => undo.Succeeded && undo.Begin > effects.Max() && undo.End < at);
    }

    private List<SweepCall> Calls(SweepStep step, bool isUndo) =>
        [.. _callsOf[step.Path].Where(call => call.IsUndo == isUndo)];
}
