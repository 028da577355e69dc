using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>
/// A transaction told in answers, with what the core made of the last one as text: events such as "succeeded a #1 = 7",
/// effects such as "execute b #1".
/// </summary>
internal sealed class Story
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="deadline">How long the transaction may take; null: as long as it takes.</param>
    /// <param name="maxEvents">As <see cref="PlanLimits.MaxEvents"/>.</param>
    public Story(TransactionDefinition definition, string state = "0", TimeSpan? deadline = null, int maxEvents = int.MaxValue)
    {
        var plan = Plan.Of(definition, new PlanLimits(maxEvents));
        var request = new StartRequest("t-1", definition.Name, null, Value(state), [], "node-1") { Plan = plan, Deadline = deadline };
        var started = Decide.On(null, new Command.Start(request), _now);
        State = started.State!;
        Log.AddRange(started.Events);
        Effects = Texts(Tale.Actors.Core.Effects.Resume(State));
    }

    public TransactionState State { get; private set; }

    /// <summary>All events so far.</summary>
    public List<Event> Log { get; } = [];

    /// <summary>The events of the last decision.</summary>
    public IReadOnlyList<string> Events { get; private set; } = [];

    /// <summary>What the last event of the last decision says of the due time.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>What those who sent the last commands are told.</summary>
    public IReadOnlyList<Reply> Replies { get; private set; } = [];

    /// <summary>What the last decision set off.</summary>
    public IReadOnlyList<string> Effects { get; private set; }

    public Story Succeeds(string step, string? output = null, int attempt = 1) => When(new Command.Executed(
        Index(step), State.Epoch, attempt, output is null ? null : Value(output)));

    /// <summary>The items of a block are listed; two of them at a time.</summary>
    public Story Lists(string block, params string[] items) => Lists(2, block, items);

    public Story Lists(int atATime, string block, params string[] items) => When(new Command.Listed(
        Index($"{block}/items"), State.Epoch, 1, [.. items.Select(Value)], atATime));

    /// <param name="certain">Of a verdict that the outcome is unknown: the step took effect, and only its output is lost.</param>
    public Story Fails(
        string step, Verdict verdict = Verdict.Retry, int attempt = 1, TimeSpan? after = null, double jitter = 0, bool certain = false) =>
        When(new Command.ExecuteFailed(Index(step), State.Epoch, attempt, new AttemptError("Error", "no", verdict, jitter, after)
        {
            MayHaveTakenEffect = verdict == Verdict.Unknown && !certain,
        }));

    public Story IsNotBegun(string step, int attempt) => When(new Command.NotBegun(Index(step), State.Epoch, attempt));

    public Story IsUndone(string step, int attempt = 1) => When(new Command.Compensated(Index(step), State.Epoch, attempt));

    public Story UndoFails(string step, Verdict verdict = Verdict.Retry, int attempt = 1) =>
        When(new Command.CompensateFailed(Index(step), State.Epoch, attempt, new AttemptError("Error", "stuck", verdict, 0)));

    public Story IsCancelled(string reason = "changed my mind") => When(new Command.Cancel(reason));

    public Story IsToBeUndone(string reason = "a mistake") => When(new Command.Undo(reason, $"node-{State.Epoch + 1}"));

    /// <param name="step">Null: all, or the whole transaction.</param>
    /// <param name="id">Default: one that was not used before.</param>
    public Story Operator(OperatorAction action, string? step = null, string? output = null, string? id = null, long? revision = null) =>
        When(new Command.Operate(new InterventionRequest(
            id ?? $"cmd-{State.Log.Interventions.Count + 1}", action, step, output is null ? null : Value(output), "ada", "seen to", revision)));

    /// <param name="id">Default: one that was not used before.</param>
    public Story Signal(string name, string? payload, string? id = null) => When(new Command.Signal(
        new SignalRequest(name, id ?? $"signal-{State.Signals.Count + 1}", payload is null ? null : Value(payload))));

    public Story Recovers(int maxIncarnations = 5, params RejectedAnswer[] rejected) =>
        When(new Command.Recover($"node-{State.Epoch + 1}", maxIncarnations, [.. rejected]));

    /// <summary>Time passes, and nobody looks.</summary>
    public Story Passes(TimeSpan time)
    {
        _now += time;
        return this;
    }

    /// <summary>Time passes, and the coordinator looks at what is due.</summary>
    public Story After(TimeSpan time)
    {
        _now += time;
        return When(new Command.Tick());
    }

    /// <summary>The incarnation leaves in order and has not begun these executions or, marked with a '-', compensations.</summary>
    public Story Leaves(params string[] notBegun) => When(new Command.Leave([.. notBegun.Select(name =>
    {
        var index = Index(name.TrimStart('-'));
        return new AttemptKey(index, State.Steps[index].Direction, State.Steps[index].OpenNumber);
    })]));

    /// <summary>An event that a decision of the core does not make: an operator's, or a missing definition's.</summary>
    public Story Given(Event e)
    {
        var before = State;
        State = Evolve.Apply(before, e);
        Log.Add(e);
        (Events, Effects) = ([], Texts(Tale.Actors.Core.Effects.Between(before, State)));
        return this;
    }

    public Story When(params Command[] batch)
    {
        var write = new WriteBatch<int>(State);
        foreach (var command in batch)
            write.Add(command, 0, _now);
        State = write.State!;
        Log.AddRange(write.Events);
        Replies = [.. write.Replies.Select(reply => reply.Reply)];
        Events = [.. write.Events.Select(Text)];
        DueAt = write.Events.Count == 0 ? null : write.Events[^1].DueAt;
        Effects = Texts(write.Effects());
        return this;
    }

    public Story Then(params string[] events)
    {
        Assert.Equal(events, Events);
        return this;
    }

    /// <summary>Nothing was written, and the sender is told why.</summary>
    public Story ThenIsRefused(RejectionReason reason, string part)
    {
        Assert.Empty(Events);
        var refusal = Assert.IsType<Reply.Rejected>(Assert.Single(Replies)).Refusal;
        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        return this;
    }

    public Story ThenDoes(params string[] effects)
    {
        Assert.Equal(effects, Effects);
        return this;
    }

    public Story ThenIs(TransactionStatus status)
    {
        Assert.Equal(status, State.Status);
        return this;
    }

    public int Index(string step) => State.Plan.Step(step).Index;

    public static Payload Value(string json) => new("int", Encoding.UTF8.GetBytes(json));

    private static string Text(Payload value) => Encoding.UTF8.GetString(value.Data.Span);

    private List<string> Texts(IEnumerable<Effect> effects) => [.. effects.Select(effect => effect switch
    {
        Effect.Issue { Attempt: { Direction: Direction.Execute } x } =>
            $"execute {Step(x)} #{x.Number} with {string.Join('+', State.Steps[x.Step].Inputs.Select(Text))}",
        Effect.Issue { Attempt: var x } => $"undo {Step(x)} #{x.Number} with {Text(State.Steps[x.Step].CompensationState)}",
        Effect.Unwanted x => $"{(x.CancelRunning ? "cancel" : "unwanted")} {Step(x.Attempt)} #{x.Attempt.Number}",
        Effect.Abandon x => $"abandon {(x.Attempt.Direction == Direction.Compensate ? "-" : "")}{Step(x.Attempt)} #{x.Attempt.Number}",
        _ => throw new InvalidOperationException(),
    })];

    private string Step(AttemptKey attempt) => State.Plan.Steps[attempt.Step].Path;

    private string Due(DateTimeOffset? at) => at is null ? "" : $" in {(at.Value - _now).TotalSeconds}s";

    private static string Text(AttemptRef attempt) =>
        $"{(attempt.Direction == Direction.Compensate ? "-" : "")}{attempt.Step} #{attempt.Number}";

    private string Text(Event e) => e switch
    {
        Event.StepSucceeded x => $"succeeded {x.Step} #{x.Attempt}{(x.Output is null ? "" : $" = {Text(x.Output)}")}"
            + (x.PassesPivot ? ", past the pivot" : ""),
        Event.ItemsListed x => $"listed {x.Step}: {string.Join('+', x.Items.Select(Text))}",
        Event.StepAttemptFailed x => $"attempt failed {x.Step} #{x.Attempt}, again{Due(x.RetryAt)}",
        Event.StepFailed x => $"{(x.Failure is null ? "given up" : "failed")} {x.Step} #{x.Attempt}",
        Event.StepOutcomeUnknown x => $"unknown {x.Step} #{x.Attempt}",
        Event.StepEscalated x => $"escalated {x.Step} #{x.Attempt}",
        Event.CancelRequested x => $"cancelled: {x.Reason}",
        Event.DeadlinePassed => "deadline passed",
        Event.UndoRequested x => $"undo requested: {x.Reason}",
        Event.WaitStarted x => $"{x.Step} waits{(x.Until is null ? "" : $" until {x.Until - x.At:c}")}{(x.SignalId is null ? "" : $" and has {x.SignalId}")}",
        Event.SignalReceived x => $"signal {x.Name} {(x.Step is null ? "kept" : $"to {x.Step}")}",
        Event.OperatorIntervened x => $"operator: {x.Action}{(x.Step is null ? "" : $" {x.Step}")}{(x.Output is null ? "" : $" = {Text(x.Output)}")}",
        Event.CompensationStarted => "compensating",
        Event.StepCompensated x => $"undone {x.Step} #{x.Attempt}",
        Event.CompensationAttemptFailed x => $"undo failed {x.Step} #{x.Attempt}{(x.RetryAt is null ? "" : $", again{Due(x.RetryAt)}")}",
        Event.AttemptsIssued x => $"issued {string.Join(", ", x.Attempts.Select(Text))}",
        Event.CoordinatorLeft x => $"left {string.Join(", ", x.NotBegun.Select(Text))}".TrimEnd(),
        Event.TransactionSuspended x => x.Cause == SuspensionCause.OperatorNeeded ? "suspended" : $"suspended {x.Cause}",
        Event.TransactionResumed x => $"resumed {x.Status}",
        Event.CoordinatorRecovered x => $"epoch {x.Epoch}",
        Event.TransactionCompleted => "completed",
        Event.TransactionCompensated => "compensated",
        Event.TransactionFailed => "ended failed",
        _ => throw new InvalidOperationException($"{e}"),
    };
}
