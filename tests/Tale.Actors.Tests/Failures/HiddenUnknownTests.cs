using System.Net.Http;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F47: an unknown outcome hidden inside another exception is still unknown: the step is undone from its input.</summary>
public sealed class HiddenUnknownTests
{
    private readonly Trace _trace = new();

    public static TheoryData<string> Kinds =>
        ["abort", "aggregate", "wrapper", "cancelled call", "timeout of HttpClient", "timeout", "lost answer", "server error"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task F47_an_unknown_outcome_inside_another_exception_is_undone_from_the_step_s_input(string kind)
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", (int n) => n < 0 ? n : throw Of(kind)).Undo((n, step) => _trace.Add($"undo: {n} {step.Outcome}")).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 7)).Status);

        Assert.Equal(["undo: 7 Unknown"], _trace.Lines);
    }

    [Fact]
    public async Task F47_a_cancellation_that_a_cancelled_sibling_wraps_is_unknown()
    {
        var definition = Transaction.Define<int>("t").Concurrent(
            "all",
            [
                b => b.Fails("fails"),
                b => b.Step("waits", async (n, step) =>
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, step.CancellationToken);
                    }
                    catch (OperationCanceledException e)
                    {
                        throw new InvalidOperationException("gave up", e);
                    }
                    return n;
                }).Undo((n, step) => _trace.Add($"undo: {n} {step.Outcome}")),
            ],
            (n, _) => n, BranchFailurePolicy.FailFast).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 7)).Status);

        Assert.Equal(["undo: 7 Unknown"], _trace.Lines);
    }

    [Fact]
    public async Task F47_an_undo_that_gives_up_inside_another_exception_gives_up()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t")
            .Step("one", n => n + 1)
            .Undo(_ => throw new AggregateException(new AbortRetriesException($"no use {++tries}", new TimeoutException())))
            .Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 7)).Status);

        Assert.Equal(1, tries);
    }

    private static Exception Of(string kind) => kind switch
    {
        "abort" => new AbortRetriesException("no use", new OutcomeUnknownException("no answer")),
        "aggregate" => new AggregateException(new InvalidOperationException("no"), new OutcomeUnknownException("no answer")),
        "wrapper" => new InvalidOperationException("no", new InvalidOperationException("no", new OutcomeUnknownException("no answer"))),
        "cancelled call" => new OperationCanceledException("of its own"),
        "timeout of HttpClient" => new TaskCanceledException("HttpClient.Timeout", new TimeoutException()),
        "timeout" => new TimeoutException(),
        "lost answer" => new HttpRequestException("the connection was closed"),
        _ => new HttpRequestException("bad gateway", null, System.Net.HttpStatusCode.BadGateway),
    };
}
