using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A transaction that really goes back, held against what was previewed of it.</summary>
internal sealed class PreviewedUndos(TransactionState state, DateTimeOffset now, TransactionPlan plan, Random random)
{
    private readonly PreviewWorld _world = new(state, now, random);
    private readonly Dictionary<string, PlannedUndo> _planned = plan.Undos.ToDictionary(undo => undo.Step);
    private readonly HashSet<string> _opened = [];
    private readonly HashSet<string> _ended = [];

    public static bool IsBelow(string path, string? node) =>
        node is not null && (path == node || path.StartsWith(node + "/", StringComparison.Ordinal));

    public void ToEnd()
    {
        if (!state.IsAborting)
            _world.Do(new Command.Cancel("as previewed"));
        // The next owner comes before anybody else has a say, and gives up what an owner that left had not begun.
        else if (state is { IsCompensating: false, IssuedSteps: 0 } or { IsCompensating: false, IsLeft: true })
            _world.Do(new Command.Recover("next", int.MaxValue, [], IsAsked: true));
        Wait();
        if (!_world.State.IsAborting)
            return;   // The pivot has succeeded after all, or there was no way back.
        NoteNotOpened();
        while (!_world.State.IsFinal)
        {
            CompareOpen();
            _ended.Add(_world.Turn()!);
        }
        Assert.Equal(_planned.Keys.Order(), _ended.Order());
        var leftUndone = plan.NotUndone.Where(path => _world.State[_world.State.Plan.Step(path)].Phase is StepPhase.Compensated).ToList();
        Assert.Empty(leftUndone);
    }

    /// <summary>Before the first undo, the outcome of exactly those that the plan names is waited for.</summary>
    private void Wait()
    {
        HashSet<string> waitedFor = [];
        while (_world.State is { IsAborting: true, IsCompensating: false, IsFinal: false })
        {
            Assert.DoesNotContain(_world.State.Steps, step => step.IsCompensation);
            waitedFor.Add(_world.Turn()!);
        }
        if (_world.State.IsAborting)
            Assert.Equal(plan.WaitsFor.Order(), waitedFor.Order());
        else
            Assert.True(plan.IsPastPivot || waitedFor.Contains(_world.State.Plan.Pivot!.Path), "It goes forward though it could go back.");
    }

    /// <summary>Only of what was at work was it open whether it would have to be undone.</summary>
    private void NoteNotOpened()
    {
        foreach (var undo in plan.Undos.Where(undo => undo.Prospect == UndoProspect.IfItTookEffect))
        {
            if (_world.State[_world.State.Plan.Step(undo.Step)].Phase == StepPhase.Failed || _world.State.IsFinal)
                _ended.Add(undo.Step);
        }
    }

    private void CompareOpen()
    {
        foreach (var step in _world.State.Plan.Steps)
        {
            var now = _world.State[step];
            if (!_planned.TryGetValue(step.Path, out var undo))
            {
                Assert.False(now.IsCompensation, $"The undo of '{step.Path}' was not previewed.");
                continue;
            }
            if (_ended.Contains(step.Path))
                continue;
            var isFree = _planned.Keys.Where(path => IsBelow(path, undo.After)).All(_ended.Contains);
            Assert.Equal(isFree, now.IsCompensation);
            if (now.IsCompensation && _opened.Add(step.Path))
                Compare(undo, step, now);
        }
    }

    private static void Compare(PlannedUndo undo, PlanStep step, StepState now)
    {
        if (undo.Prospect == UndoProspect.IfItTookEffect)
            return;
        Assert.Equal(undo.Outcome, now.OutcomeUnknown ? StepOutcome.Unknown : StepOutcome.Succeeded);
        Assert.Equal(undo.Prospect == UndoProspect.NeedsOperator, now.Phase == StepPhase.CompensationStuck);
        Assert.Equal(now.Phase == StepPhase.Compensating || now.CanBeUndoneBy(step) ? now.CompensationState : null, undo.State);
    }
}
