using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Operations;

/// <summary>Which operations there are.</summary>
public sealed class OperationBookSpec : PlayedOperations
{
    [Fact]
    public void The_same_id_with_the_same_content_is_the_same_operation_and_with_another_a_conflict()
    {
        Rows.AddSuspended(2);
        var filter = new OperationFilter { Statuses = [TransactionStatus.Suspended, TransactionStatus.Running] };
        var first = Start(Request("op-1", filter: filter));
        Told(2);
        var reordered = filter with { Statuses = [TransactionStatus.Running, TransactionStatus.Suspended, TransactionStatus.Running] };

        Assert.Equal(first.StartedAt, Start(Request("op-1", filter: reordered)).StartedAt);
        foreach (var other in new[]
        {
            Request("op-1"), Request("op-1", BulkAction.GiveUp, filter), Request("op-1", filter: filter) with { Who = "grace" },
            Request("op-1", filter: filter) with { Why = "another" }, Request("op-1", filter: filter) with { Step = "pay" },
        })
        {
            var refusal = Refused(other);
            Assert.Equal(RejectionReason.Conflict, refusal.Reason);
            Assert.Contains("RetryNow by ada", refusal.Message, StringComparison.Ordinal);
        }
        NothingMoreIsTold("op-1");
    }

    [Fact]
    public void A_hundred_starts_of_one_id_at_once_are_one_operation()
    {
        var views = Enumerable.Range(0, 100).AsParallel().Select(_ => Start(Request("op-1"))).ToList();

        Assert.Single(views.Select(view => view.StartedAt).Distinct());
        Assert.Equal(["op-1"], Listed());
        Assert.Single(Stored.Stored, stored => stored.Payload is OperationEvent.Opened);
    }

    [Fact]
    public void The_newest_are_listed_first_and_a_crash_forgets_none()
    {
        Rows.AddSuspended(1);
        Start(Request("op-1", filter: Suspended with { Definition = "none" }));
        Start(Request("op-2"));
        ViewWhen("op-1", OperationStatus.Ended);

        Crash();

        Assert.Equal(["op-2", "op-1"], Listed());
        Assert.Equal((OperationStatus.Ended, OperationStatus.Running), (Shown("op-1").Status, Shown("op-2").Status));
        Assert.IsType<OperationAnswer.NotFound>(Ask(new OperationQuestion.Get("op-3")));
    }

    [Fact]
    public void No_more_than_twenty_are_at_work_at_a_time()
    {
        Rows.AddSuspended(1);
        for (var i = 0; i < OperationBook.MaxOpen; i++)
            Start(Request($"op-{i}"));

        Assert.Equal(RejectionReason.Overloaded, Refused(Request("op-20")).Reason);
        Assert.Equal(OperationStatus.Running, Start(Request("op-0")).Status);
    }

    [Fact]
    public void A_hundred_that_have_ended_are_kept_and_of_older_ones_nothing()
    {
        for (var i = 0; i < BookState.MaxClosed + 3; i++)
        {
            Start(Request($"op-{i}"));
            ViewWhen($"op-{i}", OperationStatus.Ended);
        }

        AwaitAssert(() => Assert.Equal(BookState.MaxClosed, Listed().Count), Support.TaleSystem.Patience);
        Crash();

        Assert.Equal(BookState.MaxClosed, Listed().Count);
        Assert.IsType<OperationAnswer.NotFound>(Ask(new OperationQuestion.Get("op-2")));
        Assert.Equal(OperationStatus.Ended, Shown("op-3").Status);
        // The id of one that is forgotten is free: it is another operation, with a log of its own.
        Rows.AddSuspended(1);
        Assert.Equal(OperationStatus.Running, Start(Request("op-0")).Status);
        Assert.Equal(["t00"], Told(1));
    }

    [Fact]
    public void A_node_that_is_stopping_or_has_lost_its_lease_starts_and_stops_none()
    {
        Rows.AddSuspended(3);
        Start(Request("op-1"));
        Told(2);

        IsStopping = true;
        Assert.Equal(RejectionReason.Stopping, Refused(Request("op-2")).Reason);
        Assert.Equal(RejectionReason.Stopping, Assert.IsType<OperationAnswer.Rejected>(Ask(new OperationQuestion.Stop("op-1", "grace"))).Reason);
        Accept("t00");
        NothingMoreIsTold("op-1");
        IsStopping = false;

        Lease.Lapse();
        var refusal = Refused(Request("op-2"));
        Assert.Equal(RejectionReason.JournalUnavailable, refusal.Reason);
        Assert.Contains("the test has taken the lease away", refusal.Message, StringComparison.Ordinal);
    }
}
