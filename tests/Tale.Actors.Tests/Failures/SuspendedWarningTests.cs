using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F70: a suspended transaction is one warning in the log, with id, step and reason, and the reason is today's.</summary>
public sealed class SuspendedWarningTests
{
    private static readonly TransactionDefinition<int, int> Unrelated = Transaction.Define<int>("unrelated").Step("one", n => n).Build();

    [Fact]
    public async Task F70_a_step_that_escalates_is_one_warning()
    {
        var definition = Transaction.Define<int>("t")
            .Step("charge", Counting.Failing("card 4242"), s => s.Decide(_ => Directive.Escalate)).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1, "t1")).Status);

        await OneWarningAsync(tale, "t1", "charge", nameof(InvalidOperationException));
    }

    [Fact]
    public async Task F70_an_undo_that_fails_for_good_is_one_warning()
    {
        var definition = Transaction.Define<int>("t")
            .Step("charge", n => n, Counting.UndoOnce).Undo(Counting.FailingUndo("card 4242")).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1, "t1")).Status);

        await OneWarningAsync(tale, "t1", "charge", nameof(InvalidOperationException));
    }

    [Fact]
    public async Task F70_an_escalation_is_visible_while_another_branch_is_at_work()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Concurrent(
            "all",
            [
                b => b.Step("charge", Counting.Failing("card 4242"), s => s.Decide(_ => Directive.Escalate)),
                b => b.Step("slow", async n => { await gate.PassAsync(); return n; }),
            ],
            (n, _) => n).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        var view = await Until.IsAsync(() => tale.ViewAsync("t1"), v => v.Steps[0].Status == StepStatus.Suspended);

        Assert.Equal(TransactionStatus.Suspended, view.Status);
        await OneWarningAsync(tale, "t1", "all/0/charge", nameof(InvalidOperationException));
        gate.Open();
    }

    [Fact]
    public async Task F70_the_reason_of_a_missing_definition_is_today_s()
    {
        var before = Waiting("one");
        await using var first = TaleSystem.Start(before);
        await first.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        var started = first.Stored.LogOf("t1");
        await using var second = TaleSystem.Start(Unrelated);
        await second.System.PlaceAsync("t1", started);
        var lastWeek = await Until.IsAsync(() => second.ViewAsync("t1"), v => v.Status == TransactionStatus.Suspended);
        Assert.Contains("not registered", lastWeek.SuspendedReason, StringComparison.Ordinal);
        await Until.IsTrueAsync(() => second.Stored.EventsOf("t1").Contains("TransactionSuspended"));

        await using var third = TaleSystem.Start(Waiting("renamed"));
        await third.System.PlaceAsync("t1", second.Stored.LogOf("t1"));
        var view = await third.ViewAsync("t1");

        Assert.Equal(TransactionStatus.Suspended, view.Status);
        Assert.Contains("has changed", view.SuspendedReason, StringComparison.Ordinal);
        await OneWarningAsync(third, "t1", "has changed");
    }

    private static TransactionDefinition<int, int> Waiting(string step) =>
        Transaction.Define<int>("t").Participant(step, ParticipantAddress.AtPath("/user/nobody")).Build();

    /// <summary>Once it is there, nothing more is to come.</summary>
    private static async Task OneWarningAsync(TaleSystem tale, params string[] parts)
    {
        await Until.IsTrueAsync(() => tale.Log.Warnings.Any(IsOfSuspension));
        var warning = Assert.Single(tale.Log.Warnings, IsOfSuspension);
        Assert.All(parts, part => Assert.Contains(part, warning, StringComparison.Ordinal));
        Assert.DoesNotContain("4242", warning, StringComparison.Ordinal);
    }

    private static bool IsOfSuspension(string line) => line.Contains("is suspended", StringComparison.Ordinal);
}
