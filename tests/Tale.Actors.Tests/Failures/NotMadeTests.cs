using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F57: at run time a step that cannot be made suspends its transaction for the operator, in either direction.</summary>
public sealed class NotMadeTests
{
    [Theory]
    [InlineData(CompensationFailurePolicy.Suspend)]
    [InlineData(CompensationFailurePolicy.Continue)]
    public async Task F57_an_undo_whose_class_cannot_be_made_waits_for_an_operator_whatever_the_policy(CompensationFailurePolicy policy)
    {
        var trace = new Trace();
        var definition = Transaction.Define<int>("t", 1, o => o.OnCompensationFailure(policy))
            .Counts("one", trace).Step<MadeOnce>(s => s.RetryCompensation(RetryPolicy.None)).Fails("three").Build();
        MadeOnce.Made = 0;
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1, "t1");

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Contains("no more connections", outcome.SuspendedReason, StringComparison.Ordinal);
        Assert.Equal(["one execute: 1"], trace.Lines);

        // Whoever has undone it by hand says so, and the rest follows.
        var command = new OperatorCommand("t1", "op-1", OperatorAction.AssumeSucceeded, "ada", "done by hand") { Step = "made-once" };
        await tale.Client.OperateAsync(command);
        Assert.Equal(TransactionStatus.Compensated, (await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience))!.Status);
        Assert.Equal(["one execute: 1", "one compensate: 2"], trace.Lines);
    }

    /// <summary>Can be made for its execution, and not for its undo.</summary>
    public sealed class MadeOnce : IStep<int, int>
    {
        public MadeOnce()
        {
            if (++Made > 1)
                throw new InvalidOperationException("no more connections");
        }

        public static int Made { get; set; }

        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(state);

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }
}
