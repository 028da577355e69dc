using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Those who come to a run from outside, with what makes sense, with what does not, and with what was said before.</summary>
internal sealed class Visitors(Outside outside, Incarnation incarnation, Random random)
{
    private readonly List<(string Name, string Id, string? Brings)> _signals = [];
    private readonly List<(string Id, OperatorAction Action, string? Path, string? Output)> _commands = [];
    private int _left = outside.Visits;
    private int _undos = outside.Undos;

    private TransactionState State => incarnation.Written.State;

    private Plan Plan => incarnation.Written.Plan;

    /// <summary>Whether it goes on though it has completed.</summary>
    public bool WantsUndo => _undos > 0 && State is { Status: TransactionStatus.Completed, IsPastPivot: false };

    /// <summary>Whether somebody comes this time.</summary>
    public bool Come()
    {
        if (_left <= 0 || random.NextDouble() >= outside.Rate)
            return false;
        _left--;
        var who = random.Next(20);
        var isPivotAtWork = Plan.Pivot is { } pivot && State[pivot].IsIssued;
        if (who < (isPivotAtWork ? 9 : 2) && outside.Cancels)
            Say(new Command.Cancel("enough"), model => model.Outside.Cancelled());
        else if (who == 2)
            Say(new Command.Undo("a mistake", "node"), model => model.Outside.ToBeUndone());
        else if (who < 11 && Plan.Waits.Count > 0)
            Signal();
        else
            Operate();
        return true;
    }

    /// <summary>A run that nothing else can bring to its end.</summary>
    public void Finish()
    {
        _undos--;
        Say(new Command.Undo("a mistake", $"node-{State.Epoch + 1}"), model => model.Outside.ToBeUndone());
    }

    /// <summary>What it waits for without an end comes.</summary>
    public void Bring(string signal) => Signal((signal, NewSignal(), "1"));

    /// <summary>An operator has all that is stuck tried again.</summary>
    public void RetryAll() => Operate(($"c-{_commands.Count}", OperatorAction.RetryNow, null, null));

    private void Signal()
    {
        var wait = Plan.Waits[random.Next(Plan.Waits.Count)];
        var signal = _signals.Count > 0 && random.Next(4) == 0
            ? _signals[random.Next(_signals.Count)]
            : (random.Next(12) == 0 ? "nobody" : wait.Name, NewSignal(), random.Next(3) == 0 ? null : "1");
        // Sometimes another one under an id that is taken.
        Signal(random.Next(12) == 0 ? signal with { Item3 = "2" } : signal);
    }

    private string NewSignal() => $"s-{_signals.Count}";

    private void Signal((string Name, string Id, string? Brings) signal)
    {
        _signals.Add(signal);
        Say(
            new Command.Signal(new SignalRequest(signal.Name, signal.Id, signal.Brings is null ? null : Said.Payload(signal.Brings))),
            model => model.Outside.Signalled(signal.Name, signal.Id, signal.Brings));
    }

    private void Operate() => Operate(
        _commands.Count > 0 && random.Next(6) == 0 ? _commands[random.Next(_commands.Count)] : Command());

    private void Operate((string Id, OperatorAction Action, string? Path, string? Output) command)
    {
        var (id, action, path, output) = command;
        _commands.Add(command);
        Say(
            new Command.Operate(new InterventionRequest(id, action, path, output is null ? null : Said.Payload(output), "ada", "why", null)),
            model => model.Outside.Operated(id, action, path, output));
    }

    /// <summary>Mostly about what can be helped. An action that ends everything is rare.</summary>
    private (string Id, OperatorAction Action, string? Path, string? Output) Command()
    {
        var isAbandoned = random.Next(8) == 0;
        var helped = Plan.Steps.Where(step => isAbandoned
            ? State[step].IsIssued
            : State[step] is { IsStuck: true } or { IsWaiting: true } or { IsAwaiting: true }).ToList();
        var some = helped.Count > 0 && random.Next(6) > 0 ? helped : Plan.Steps;
        var step = some[random.Next(some.Count)];
        var action = random.Next(12) switch
        {
            _ when isAbandoned => OperatorAction.Abandon,
            < 5 => OperatorAction.RetryNow,
            < 7 => OperatorAction.SkipStep,
            < 9 => OperatorAction.AssumeSucceeded,
            9 => OperatorAction.AssumeFailed,
            10 => OperatorAction.Compensate,
            _ => OperatorAction.GiveUp,
        };
        var isForAll = action is OperatorAction.Compensate or OperatorAction.GiveUp || random.Next(4) == 0;
        return ($"c-{_commands.Count}", action, isForAll ? null : step.Path, random.Next(5) == 0 ? null : "3");
    }

    /// <summary>Sometimes to an owner that has come for this alone, in the same write.</summary>
    private void Say(Command command, Action<Model> tell)
    {
        if (random.Next(4) == 0 && !State.IsFinal)
            incarnation.Recover(isAsked: true);
        incarnation.Write((command, tell));
    }
}
