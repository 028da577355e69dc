using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>The rows that the services must hold after a booking, in this order.</summary>
internal static class ExpectedLedger
{
    private static readonly IReadOnlyList<(string Service, string Operation, string KeySuffix)> Executed =
    [
        ("payments", "debit", "debit-customer-balance/execute"),
        ("flights", "book", "book-flight/execute"),
        ("hotels", "book", "book-hotel/execute"),
        ("mail", "send", "email-customer/execute"),
    ];

    // The mail, the last step, has failed.
    private static readonly IReadOnlyList<(string Service, string Operation, string KeySuffix)> Compensated =
    [
        .. Executed.Take(3),
        ("hotels", "cancel", "book-hotel/compensate"),
        ("flights", "cancel", "book-flight/compensate"),
        ("payments", "refund", "debit-customer-balance/compensate"),
    ];

    /// <summary>Lists every way in which a booking is not as it should be; nothing when all is well.</summary>
    /// <param name="transaction">The booking as the API shows it.</param>
    /// <param name="status">The status that it should have: completed, or compensated because the mail failed.</param>
    /// <param name="entries">The rows of all services.</param>
    public static IEnumerable<string> Differences(
        TransactionDto transaction, TransactionStatus status, IReadOnlyList<LedgerEntry> entries)
    {
        if (transaction.Status != status)
            yield return $"{transaction.Id} is {transaction.Status}, not {status}";
        var expected = (status == TransactionStatus.Completed ? Executed : Compensated)
            .Select(row => $"{row.Service} {row.Operation} {transaction.Id}/{row.KeySuffix}").ToList();
        var found = entries.Where(entry => entry.Row.TransactionId == transaction.Id && entry.Row.Applied)
            .Select(entry => $"{entry.Service} {entry.Row.Operation} {entry.Row.Key}").ToList();
        for (var i = 0; i < Math.Max(expected.Count, found.Count); i++)
        {
            var (want, have) = (expected.ElementAtOrDefault(i) ?? "nothing", found.ElementAtOrDefault(i) ?? "nothing");
            if (want != have)
                yield return $"{transaction.Id}, effect {i + 1}: expected {want}, found {have}";
        }
    }
}
