using System.Collections.Immutable;
using Tale.Actors.Coordination;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Index;

/// <summary>The row of a separate index, of a transaction that waits for an operator, and a crash right after the next write.</summary>
public sealed class SuspendedRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task I14_one_that_an_operator_ends_in_one_write_is_due_before_that_write()
    {
        var rows = new InMemoryTransactionIndex();
        var row = new IndexRow(rows, "t1");
        Event started = new Event.TransactionStarted(
            Now, "t1", "t", 1, "hash", new Payload("int", new byte[] { 49 }), ImmutableDictionary<string, string>.Empty);
        await row.BeforeWrite([started]);
        row.Record(started);
        row.Record(new Event.TransactionSuspended(Now, SuspensionCause.OperatorNeeded, "stuck"));
        Assert.Empty(await rows.DueAsync(Now, null, 10));

        await row.BeforeWrite(
        [
            new Event.OperatorIntervened(Now, "c-1", OperatorAction.SkipStep, "a", null, "ada", "seen to"),
            new Event.TransactionResumed(Now, TransactionStatus.Running, ""),
            new Event.TransactionCompleted(Now),
        ]);

        // The process dies here, and the row says for ever that it is suspended unless somebody looks.
        Assert.Equal("t1", Assert.Single(await rows.DueAsync(Now, null, 10)).TransactionId);
    }
}
