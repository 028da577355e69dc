using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>The index says what the log says, from the same commit on.</summary>
public abstract class IndexConformance(ITestStore store) : JournalTests(store)
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task A_started_transaction_is_listed_as_running_and_due()
    {
        Start("t-1");

        var row = Assert.Single((await Index.QueryAsync(new())).Transactions);

        Assert.Equal(new TransactionSummary("t-1", "book-holiday", 3, TransactionStatus.Running, _t0, _t0, null, Due.AtOnce, null), row);
        Assert.Equal([new DueTransaction("t-1", Due.AtOnce)], await Index.DueAsync(_t0, null, 10));
        // Clocks of nodes differ, and are set back: what is open is due by any of them.
        Assert.Equal(["t-1"], await DueAsync(_t0.AddYears(-10)));
    }

    [SkippableFact]
    [Trait("failure", "F67")]
    public void It_says_how_large_an_event_the_journal_takes_so_that_a_start_can_compare()
    {
        var written = (IWrittenByJournal)Index;

        Assert.Equal((Store.PluginId, 8_388_608), (written.JournalPluginId, written.MaxEventBytes));
        Assert.Equal($"{Store.PluginId}.max-event-size", written.MaxEventSetting);
    }

    [SkippableFact]
    public async Task Events_that_change_no_status_leave_the_row_alone()
    {
        Start("t-1");
        Write("tale-t-1", 2, new Event.StepSucceeded(_t0.AddSeconds(1), "a", 1, null));

        Assert.Equal(_t0, Assert.Single((await Index.QueryAsync(new())).Transactions).UpdatedAt);
    }

    [SkippableFact]
    public async Task A_completed_transaction_has_an_end_and_nothing_due()
    {
        Start("t-1");
        Write("tale-t-1", 2, new Event.StepSucceeded(_t0.AddSeconds(1), "a", 1, null), new Event.TransactionCompleted(_t0.AddSeconds(2)));

        var row = Assert.Single((await Index.QueryAsync(new())).Transactions);

        Assert.Equal((TransactionStatus.Completed, _t0.AddSeconds(2), _t0.AddSeconds(2)), (row.Status, row.UpdatedAt, row.EndedAt));
        Assert.Null(row.DueAt);
        Assert.Empty(await Index.DueAsync(DateTimeOffset.MaxValue, null, 10));
    }

    [SkippableFact]
    public async Task Compensation_suspension_and_resumption_are_followed()
    {
        Start("t-1");
        Write("tale-t-1", 2, new Event.CompensationStarted(_t0.AddSeconds(1), "no seat"));
        Assert.Equal((TransactionStatus.Compensating, "no seat", Due.AtOnce), await RowAsync());

        Write("tale-t-1", 3, new Event.TransactionSuspended(_t0.AddSeconds(2), SuspensionCause.OperatorNeeded, "undo keeps failing"));
        Assert.Equal((TransactionStatus.Suspended, "undo keeps failing", null), await RowAsync());

        Write("tale-t-1", 4, new Event.TransactionResumed(_t0.AddSeconds(3), TransactionStatus.Compensating, "by operator"));
        Assert.Equal((TransactionStatus.Compensating, null, Due.AtOnce), await RowAsync());

        Write("tale-t-1", 5, new Event.TransactionCompensated(_t0.AddSeconds(4), "no seat left"));
        Assert.Equal((TransactionStatus.Compensated, "no seat left", null), await RowAsync());
    }

    [SkippableFact]
    public async Task A_whole_life_in_one_write_leaves_its_last_status()
    {
        Write(
            "tale-t-1",
            1,
            Started("t-1"),
            new Event.CompensationStarted(_t0.AddSeconds(1), "no seat"),
            new Event.TransactionFailed(_t0.AddSeconds(2), "undo failed"));

        var row = Assert.Single((await Index.QueryAsync(new())).Transactions);

        Assert.Equal((TransactionStatus.Failed, "undo failed", _t0.AddSeconds(2)), (row.Status, row.Failure, row.EndedAt));
        Assert.Null(row.DueAt);
    }

    [SkippableFact]
    public async Task A_long_wait_moves_the_due_time_and_a_short_one_does_not()
    {
        Start("t-1");
        var failure = new AttemptFailure("E", "busy", 1, _t0);
        Write("tale-t-1", 2, new Event.StepAttemptFailed(_t0, "a", 1, failure, _t0.AddSeconds(10)));
        Assert.Equal(["t-1"], await DueAsync(_t0));

        Write("tale-t-1", 3, new Event.StepAttemptFailed(_t0, "a", 2, failure, _t0.AddHours(1)) { DueAt = _t0.AddHours(1) });

        Assert.Empty(await DueAsync(_t0.AddMinutes(59)));
        Assert.Equal([new DueTransaction("t-1", _t0.AddHours(1))], await Index.DueAsync(_t0.AddHours(1), null, 10));
    }

    [SkippableFact]
    public async Task A_refused_write_changes_neither_log_nor_index()
    {
        Start("t-1");

        Assert.IsType<StaleWriteException>(Send("tale-t-1", 1, new Event.TransactionCompleted(_t0.AddSeconds(9))).Failure());
        Assert.IsType<StaleWriteException>(Send("tale-t-1", 1, Started("t-2")).Failure());

        var row = Assert.Single((await Index.QueryAsync(new())).Transactions);
        Assert.Equal(("t-1", TransactionStatus.Running), (row.TransactionId, row.Status));
        Assert.IsType<Event.TransactionStarted>(Assert.Single(Replay("tale-t-1").Payloads));
    }

    [SkippableFact]
    public async Task Actors_that_are_no_transactions_are_not_in_the_index()
    {
        Write(Id, 1, "a");

        Assert.Empty((await Index.QueryAsync(new())).Transactions);
        Assert.Empty(await Index.CountAsync(new()));
    }

    [SkippableFact]
    public async Task Pages_follow_each_other_by_id_without_gap_or_repetition()
    {
        foreach (var i in Enumerable.Range(0, 25).Reverse())
            Start($"t-{i:00}");
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await Index.QueryAsync(new() { Limit = 10, After = after });
            seen.AddRange(page.Transactions.Select(row => row.TransactionId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"t-{i:00}"), seen);
        Assert.Null((await Index.QueryAsync(new() { Limit = 25 })).Next);
    }

    [SkippableFact]
    public async Task Due_transactions_come_in_batches_by_time_then_by_id()
    {
        foreach (var i in new[] { 3, 1, 4, 0, 2 })
            Start($"t-{i}");
        WaitUntil("t-0", _t0.AddHours(2));
        WaitUntil("t-4", _t0.AddHours(1));
        WaitUntil("t-3", _t0.AddHours(1));

        Assert.Equal(["t-1", "t-2", "t-3", "t-4", "t-0"], await DueAsync(_t0.AddHours(2), batch: 1));
        Assert.Equal(["t-1", "t-2", "t-3", "t-4", "t-0"], await DueAsync(_t0.AddHours(2), batch: 2));
        Assert.Equal(["t-1", "t-2", "t-3", "t-4"], await DueAsync(_t0.AddHours(2).AddTicks(-10), batch: 3));
        Assert.Equal(["t-1", "t-2"], await DueAsync(_t0, batch: 5));
    }

    [SkippableFact]
    [Trait("failure", "F63")]
    public async Task A_clock_that_is_set_back_between_two_batches_ends_the_turn()
    {
        Start("t-1");
        WaitUntil("t-1", _t0.AddHours(1));
        var first = await Index.DueAsync(_t0.AddHours(1), null, 1);

        Assert.Empty(await Index.DueAsync(_t0, first[^1], 1));
    }

    [SkippableFact]
    public async Task Ids_are_ordered_by_their_bytes()
    {
        foreach (var id in new[] { "b", "A", "a", "B", "_", "a-1", "a.1", "10", "9" })
            Start(id);

        var page = await Index.QueryAsync(new());

        Assert.Equal(["10", "9", "A", "B", "_", "a", "a-1", "a.1", "b"], page.Transactions.Select(row => row.TransactionId));
    }

    [SkippableFact]
    public async Task Every_condition_narrows_the_search()
    {
        Start("t-1");
        Start("t-2", "sell-house", _t0.AddHours(1));
        Start("u-1", at: _t0.AddHours(2));
        Write("tale-t-2", 2, new Event.CompensationStarted(_t0.AddHours(3), "No SEAT: 100% full_"));

        Assert.Equal(["t-2"], await FoundAsync(new() { Statuses = [TransactionStatus.Compensating] }));
        Assert.Equal(["t-1", "u-1"], await FoundAsync(new() { Statuses = [TransactionStatus.Running] }));
        Assert.Empty(await FoundAsync(new() { Statuses = [TransactionStatus.Completed] }));
        Assert.Equal(["t-2"], await FoundAsync(new() { Definition = "sell-house" }));
        Assert.Equal(["t-1", "t-2"], await FoundAsync(new() { IdPrefix = "t-" }));
        Assert.Empty(await FoundAsync(new() { IdPrefix = "T-" }));
        Assert.Empty(await FoundAsync(new() { IdPrefix = "%" }));
        Assert.Equal(["t-2"], await FoundAsync(new() { FailureText = "seat: 100% F" }));
        Assert.Empty(await FoundAsync(new() { FailureText = "seat%full" }));
        Assert.Equal(["t-2", "u-1"], await FoundAsync(new() { StartedFrom = _t0.AddHours(1) }));
        Assert.Equal(["t-1"], await FoundAsync(new() { StartedBefore = _t0.AddHours(1) }));
        Assert.Equal(
            ["u-1"],
            await FoundAsync(new() { IdPrefix = "u", Definition = "book-holiday", StartedFrom = _t0, Statuses = [TransactionStatus.Running] }));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_page_size_out_of_bounds_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Index.QueryAsync(new() { Limit = limit }));

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task The_smallest_and_the_largest_page_are_answered(int limit)
    {
        Start("t-1");

        Assert.Single((await Index.QueryAsync(new() { Limit = limit })).Transactions);
    }

    [SkippableFact]
    [Trait("failure", "F15")]
    [Trait("failure", "F44")]
    public void A_row_of_a_transaction_that_names_another_serializer_is_not_read_but_reported()
    {
        Start("t-1");
        Store.Execute("UPDATE tale_event SET serializer_id = 1, manifest = 'System.Diagnostics.Process, System'");

        var unreadable = Assert.IsType<Event.Unreadable>(Assert.Single(Replay("tale-t-1").Payloads));

        Assert.Contains("serializer 1", unreadable.Problem, StringComparison.Ordinal);
    }

    private void Start(string id, string definition = "book-holiday", DateTimeOffset? at = null) =>
        Write($"tale-{id}", 1, Started(id, definition, at));

    private static Event.TransactionStarted Started(string id, string definition = "book-holiday", DateTimeOffset? at = null) =>
        new(at ?? _t0, id, definition, 3, "hash", new Payload("booking", "{}"u8.ToArray()), ImmutableDictionary<string, string>.Empty);

    private void WaitUntil(string id, DateTimeOffset at) => Write(
        $"tale-{id}", 2, new Event.StepAttemptFailed(_t0, "a", 1, new AttemptFailure("E", "busy", 1, _t0), at) { DueAt = at });

    /// <summary>All that are due, as the watchdog reads them.</summary>
    private async Task<List<string>> DueAsync(DateTimeOffset now, int batch = 10)
    {
        var due = new List<DueTransaction>();
        int read;
        do
        {
            var page = await Index.DueAsync(now, due.LastOrDefault(), batch);
            due.AddRange(page);
            read = page.Count;
        }
        while (read == batch);
        return due.ConvertAll(transaction => transaction.TransactionId);
    }

    private async Task<(TransactionStatus, string?, DateTimeOffset?)> RowAsync()
    {
        var row = Assert.Single((await Index.QueryAsync(new())).Transactions);
        return (row.Status, row.Failure, row.DueAt);
    }

    private async Task<IEnumerable<string>> FoundAsync(TransactionQuery query) =>
        (await Index.QueryAsync(query)).Transactions.Select(row => row.TransactionId);
}
