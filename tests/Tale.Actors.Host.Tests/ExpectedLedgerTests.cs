using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Tests;

/// <summary>The demo's own check would notice.</summary>
public sealed class ExpectedLedgerTests
{
    private static readonly LedgerEntry[] Completed =
    [
        Entry(1, "payments", "debit", "t/debit-customer-balance/execute"),
        Entry(2, "flights", "book", "t/book-flight/execute"),
        Entry(3, "hotels", "book", "t/book-hotel/execute"),
        Entry(4, "mail", "send", "t/email-customer/execute"),
    ];

    private static readonly LedgerEntry[] Compensated =
    [
        .. Completed.Take(3),
        Entry(4, "hotels", "cancel", "t/book-hotel/compensate"),
        Entry(5, "flights", "cancel", "t/book-flight/compensate"),
        Entry(6, "payments", "refund", "t/debit-customer-balance/compensate"),
    ];

    [Fact]
    public void The_right_contents_have_no_differences()
    {
        Assert.Empty(Differences(TransactionStatus.Completed, Completed));
        Assert.Empty(Differences(TransactionStatus.Compensated, Compensated));
    }

    [Fact]
    public void A_repeated_call_that_changed_nothing_is_no_difference()
    {
        var repeated = Completed[1] with { Row = Completed[1].Row with { Order = 5, Applied = false } };
        Assert.Empty(Differences(TransactionStatus.Completed, [.. Completed, repeated]));
    }

    [Fact]
    public void A_missing_effect_is_a_difference() => Assert.NotEmpty(Differences(TransactionStatus.Completed, Completed[..3]));

    [Fact]
    public void An_effect_too_many_is_a_difference() =>
        Assert.NotEmpty(Differences(TransactionStatus.Completed, [.. Completed, Completed[3]]));

    [Fact]
    public void Another_key_is_a_difference()
    {
        var other = Entry(4, "mail", "send", "t/email-customer/2/execute");
        Assert.NotEmpty(Differences(TransactionStatus.Completed, [.. Completed[..3], other]));
    }

    [Fact]
    public void Undos_in_another_order_are_a_difference() => Assert.Equal(
        2, Differences(TransactionStatus.Compensated, [.. Compensated[..3], Compensated[4], Compensated[3], Compensated[5]]).Count());

    [Fact]
    public void Another_status_is_a_difference() => Assert.NotEmpty(
        ExpectedLedger.Differences(Transaction(TransactionStatus.Running), TransactionStatus.Completed, Completed));

    private static IEnumerable<string> Differences(TransactionStatus status, IReadOnlyList<LedgerEntry> entries) =>
        ExpectedLedger.Differences(Transaction(status), status, entries);

    private static TransactionDto Transaction(TransactionStatus status) =>
        new("t", "book-holiday", 1, status, 0, default, default, default, null, new Dictionary<string, string>(), null, null, null, null, [], [], []);

    private static LedgerEntry Entry(long order, string service, string operation, string key) =>
        new(service, new LedgerRow(order, "t", operation, key, true));
}
