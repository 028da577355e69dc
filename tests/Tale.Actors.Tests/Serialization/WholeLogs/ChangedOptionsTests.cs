using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>F49: the fold reads no option that a definition can change, and the hash covers every option that decides.</summary>
public sealed class ChangedOptionsTests
{
    private static readonly Options Original = new();

    /// <summary>Every option in turn. Those that no hash covers are code.</summary>
    private static readonly Dictionary<string, (Options Changed, bool IsInHash)> Changes = new()
    {
        ["max retries"] = (Original with { Retry = Original.Retry with { MaxRetries = 7 } }, true),
        ["initial delay"] = (Original with { Retry = Original.Retry with { InitialDelay = TimeSpan.FromMinutes(30) } }, true),
        ["backoff factor"] = (Original with { Retry = Original.Retry with { BackoffFactor = 1 } }, true),
        ["max delay"] = (Original with { Retry = Original.Retry with { MaxDelay = TimeSpan.FromHours(9) } }, true),
        ["jitter"] = (Original with { Retry = Original.Retry with { Jitter = 1 } }, true),
        ["no retries"] = (Original with { Retry = RetryPolicy.None }, true),
        ["max retries of the undo"] = (Original with { Undo = Original.Undo with { MaxRetries = 7 } }, true),
        ["no retries of the undo"] = (Original with { Undo = RetryPolicy.None }, true),
        ["delay of the undo"] = (Original with { Undo = Original.Undo with { InitialDelay = TimeSpan.FromMinutes(2) } }, true),
        ["failure of an undo"] = (Original with { UndoFailure = CompensationFailurePolicy.Suspend }, true),
        ["failure of a branch"] = (Original with { BranchFailure = BranchFailurePolicy.Wait }, true),
        ["decider"] = (Original with { Decider = _ => Directive.Escalate }, false),
        ["decider of the undo"] = (Original with { UndoDecider = _ => Directive.Resume }, false),
        ["unknown outcomes"] = (Original with { IsUnknown = _ => true }, false),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void F49_a_log_reads_the_same_whatever_option_has_changed(string option)
    {
        var (changed, isInHash) = Changes[option];
        var log = Log();

        var today = Folded(changed.Definition, log).ToList();

        Assert.Equal(Folded(Original.Definition, log), today);
        Assert.Equal(TransactionStatus.Failed, Read(Original, log).State!.Status);
        var reader = Read(changed, log);
        Assert.Equal(isInHash ? SuspensionCause.DefinitionMissing : null, reader.Problem?.Cause);
        if (isInHash)
            Assert.Contains("has changed", reader.Problem!.Reason, StringComparison.Ordinal);
        else
            Assert.Equal(today[^1], Standing(reader.State!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void F49_the_hash_of_the_first_format_covers_the_shape_alone(string option) =>
        Assert.Equal(Original.Definition.LegacyHash, Changes[option].Changed.Definition.LegacyHash);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void F49_a_log_of_the_first_format_is_read_whatever_its_numbers_of_retries_are_today(int retries)
    {
        var today = Transaction.Define<int>("four");
        TransactionBuilder<int, int> builder = today;
        foreach (var name in new[] { "debit", "flight", "hotel", "email" })
            builder = builder.Step(name, n => n, s => s.Retry(retries).RetryCompensation(RetryPolicy.Immediate(retries))).Undo(_ => { });
        foreach (var log in WholeLog.Names.Select(name => WholeLog.Of(name)).Where(log => ((Event.TransactionStarted)log.Events[0]).Definition == "four"))
        {
            var before = log.Read(new LogDefinitions().All).State!;
            var reader = log.Read([builder.Build()]);
            Assert.Null(reader.Problem);
            Assert.Equal(Standing(before), Standing(reader.State!));
        }
    }

    /// <summary>A log of today's format in which every option had its say, as the core writes it.</summary>
    private static List<Event> Log()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var plan = Plan.Of(Original.Definition);
        var started = new Event.TransactionStarted(now, "t-1", plan.Definition, plan.Version, plan.Hash, Value, [])
        {
            Node = "node", Format = Event.CurrentFormat,
        };
        var state = Evolve.Start(plan, started);
        List<Event> log = [started];
        When(new Command.Executed(Index("first"), 1, 1, Value));
        When(new Command.ExecuteFailed(Index("both/0/fails"), 1, 1, Error(Verdict.Retry)));
        When(new Command.Recover("next", 5, []));
        now = state.NextDue!.Value;
        When(new Command.Tick());
        When(new Command.ExecuteFailed(Index("both/0/fails"), 2, 2, Error(Verdict.Retry)));
        Assert.True(state[plan.Step("both/1/cancelled")].Cancelled);
        When(new Command.ExecuteFailed(Index("both/1/cancelled"), 2, 1, Error(Verdict.Unknown)));
        Undone("both/0/fails");
        FailsToUndo("both/1/cancelled");
        FailsToUndo("first");
        Assert.Equal(TransactionStatus.Failed, state.Status);
        return log;

        int Index(string step) => plan.Step(step).Index;

        void Undone(string step) => When(new Command.Compensated(Index(step), state.Epoch, state[plan.Step(step)].OpenNumber));

        void FailsToUndo(string step)
        {
            for (var tries = 0; tries < 2; tries++)
            {
                When(new Command.CompensateFailed(Index(step), state.Epoch, state[plan.Step(step)].OpenNumber, Error(Verdict.Retry)));
                now = state.NextDue ?? now;
                When(new Command.Tick());
            }
        }

        void When(Command command)
        {
            var decision = Decide.On(state, command, now);
            log.AddRange(decision.Events);
            state = decision.State!;
        }
    }

    private static Payload Value => new("int32", "1"u8.ToArray());

    private static AttemptError Error(Verdict verdict) => new("Error", "no", verdict, 0.5);

    private static LogReader Read(Options options, List<Event> log)
    {
        var reader = new LogReader(new PlanCatalog(new TransactionRegistry([options.Definition])));
        foreach (var (number, e) in log.Index())
            reader.Add(e, number + 1);
        return reader;
    }

    /// <summary>The state after every event.</summary>
    private static IEnumerable<string> Folded(TransactionDefinition definition, List<Event> log)
    {
        var state = Evolve.Start(Plan.Of(definition), (Event.TransactionStarted)log[0]);
        foreach (var e in log.Skip(1))
        {
            state = Evolve.Apply(state, e);
            yield return Standing(state);
        }
    }

    private static string Standing(TransactionState state) =>
        $"{state.Status} epoch {state.Epoch} due {state.Log.DueAt} next {state.NextDue}: "
        + string.Join(", ", state.Plan.Steps.Select(step => (step.Path, State: state[step])).Select(entry =>
            $"{entry.Path} {entry.State.Phase} {entry.State.Attempt}/{entry.State.CompensationAttempt} {entry.State.Open}"
            + $" {entry.State.OutcomeUnknown} {entry.State.WasInterrupted} {entry.State.Unwanted}"));

    /// <summary>A definition by its options.</summary>
    private sealed record Options
    {
        public RetryPolicy Retry { get; init; } = RetryPolicy.Exponential(1, TimeSpan.FromHours(1), TimeSpan.FromHours(2));

        public RetryPolicy Undo { get; init; } = RetryPolicy.Exponential(1, TimeSpan.FromSeconds(1));

        public CompensationFailurePolicy UndoFailure { get; init; } = CompensationFailurePolicy.Continue;

        public BranchFailurePolicy BranchFailure { get; init; } = BranchFailurePolicy.FailFast;

        public Func<Exception, Directive> Decider { get; init; } = _ => Directive.Restart;

        public Func<Exception, Directive> UndoDecider { get; init; } = _ => Directive.Restart;

        public Func<Exception, bool?> IsUnknown { get; init; } = _ => null;

        public TransactionDefinition<int, int> Definition => Add(Empty, "first")
            .Concurrent("both", [branch => Add(branch, "fails"), branch => Add(branch, "cancelled")], (n, _) => n, BranchFailure).Build();

        private TransactionBuilder<int, int> Empty =>
            Transaction.Define<int>("t", 1, options => options.OnCompensationFailure(UndoFailure));

        private TransactionBuilder<int, int> Add(TransactionBuilder<int, int> builder, string name) => builder
            .Step(
                name, n => n,
                s => s.Retry(Retry).RetryCompensation(Undo).Decide(Decider).DecideCompensation(UndoDecider).OutcomeUnknownIf(IsUnknown))
            .Undo(_ => { });
    }
}
