using Akka.Actor;
using Akka.Event;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What an operator reads about transactions in the log of the process, and what a log's search can filter by.</summary>
public sealed class TransactionLogTests
{
    [Fact]
    public async Task A_transaction_is_an_information_at_its_start_and_one_at_its_end()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Step("two", n => n + 1).Build();
        await using var tale = TaleSystem.Start("akka.loglevel = INFO", null, definition);

        await tale.RunAsync(definition, 1, "t1");

        await Until.IsTrueAsync(() => Of(tale, "t1").Count == 2);
        Assert.Equal(
            ["InfoLevel Transaction t1 has started: t v1", "InfoLevel Transaction t1 has ended: Completed"],
            Of(tale, "t1").Select(e => $"{e.LogLevel()} {e.Message}"));
    }

    [Fact]
    public async Task Attempts_are_debug_with_the_step_and_the_kind_of_error_as_properties()
    {
        var definition = Transaction.Define<int>("t")
            .Step("charge", n => n).Undo(_ => { })
            .Step("ship", Counting.Failing("card 4242"), s => s.Retry(times: 1)).Build();
        await using var tale = TaleSystem.Start("akka.loglevel = DEBUG", null, definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1, "t1")).Status);

        await Until.IsTrueAsync(() => Of(tale, "t1").Any(e => $"{e.Message}".Contains("has ended", StringComparison.Ordinal)));
        var attempts = Of(tale, "t1").Where(e => e.LogLevel() == LogLevel.DebugLevel && Property(e, "Step") is not null)
            .Select(e => $"{Property(e, "Step")} {Property(e, "Attempt")} {Property(e, "Direction") ?? Property(e, "Outcome")} {Property(e, "Error")}".Trim());
        Assert.Equal(
            [
                "charge 1 execute", "charge 1 succeeded", "ship 1 execute", "ship 1 failed and is repeated InvalidOperationException",
                "ship 2 execute", "ship 2 failed for good InvalidOperationException", "charge 1 undo", "charge 1 undid the step",
            ],
            attempts);
        Assert.All(tale.Log.Lines, line => Assert.DoesNotContain("4242", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task F70_a_suspension_is_one_warning_with_transaction_and_step_as_properties()
    {
        var definition = Transaction.Define<int>("t")
            .Step("charge", Counting.Failing("card 4242"), s => s.Decide(_ => Directive.Escalate)).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1, "t1")).Status);

        await Until.IsTrueAsync(() => Of(tale, "t1").Count > 0);
        var warning = Assert.Single(Of(tale, "t1"));
        Assert.Equal(LogLevel.WarningLevel, warning.LogLevel());
        Assert.Equal("charge", Property(warning, "Step"));
        Assert.Equal("waits for an operator because of step 'charge' (InvalidOperationException)", Property(warning, "Reason"));
    }

    [Fact]
    public async Task At_warning_nothing_is_put_together_for_a_transaction_that_completes()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 1, "t1");

        Assert.Empty(Of(tale, "t1"));
    }

    private static List<LogEvent> Of(TaleSystem tale, string id) =>
        [.. tale.Log.Events.Where(e => Property(e, "TransactionId") as string == id)];

    private static object? Property(LogEvent e, string name) =>
        e.TryGetProperties(out var properties) ? properties?.GetValueOrDefault(name) : null;
}
