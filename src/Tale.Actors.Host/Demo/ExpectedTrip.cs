using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>The effects that the services must hold after a trip; travellers fly at the same time, so in any order.</summary>
internal static class ExpectedTrip
{
    /// <summary>Lists every way in which a trip is not as it should be; nothing when all is well.</summary>
    /// <param name="trip">The trip as the API shows it.</param>
    /// <param name="status">The status that it should have: completed, or compensated before it was paid.</param>
    /// <param name="travellers">How many fly.</param>
    /// <param name="entries">The rows of all services.</param>
    public static IEnumerable<string> Differences(
        TransactionDto trip, TransactionStatus status, int travellers, IReadOnlyList<LedgerEntry> entries)
    {
        if (trip.Status != status)
            yield return $"{trip.Id} is {trip.Status}, not {status}";
        var expected = Effects(trip.Id, status == TransactionStatus.Completed, travellers).Order(StringComparer.Ordinal).ToList();
        var found = entries.Where(entry => entry.Row.Applied && (entry.Row.TransactionId == trip.Id || entry.Row.TransactionId == $"{trip.Id}:stay"))
            .Select(entry => $"{entry.Service} {entry.Row.Operation} {entry.Row.Key}").Order(StringComparer.Ordinal).ToList();
        foreach (var missing in expected.Except(found))
            yield return $"{trip.Id}: {missing} is missing";
        foreach (var surplus in found.Except(expected))
            yield return $"{trip.Id}: {surplus} should not be";
        if (found.Count > found.Distinct().Count())
            yield return $"{trip.Id}: an effect was applied twice";
    }

    private static IEnumerable<string> Effects(string id, bool isCompleted, int travellers)
    {
        yield return $"hotels book {id}:stay/book-hotel/execute";
        for (var i = 0; i < travellers; i++)
            yield return $"flights book {id}/travellers/{i}/book-flight/execute";
        if (isCompleted)
        {
            yield return $"payments debit {id}/pay-trip/execute";
            yield return $"mail send {id}/confirm-trip/execute";
            yield break;
        }
        yield return $"hotels cancel {id}:stay/book-hotel/compensate";
        for (var i = 0; i < travellers; i++)
            yield return $"flights cancel {id}/travellers/{i}/book-flight/compensate";
    }
}
