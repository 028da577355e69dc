using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Protocol;

namespace Tale.Actors.Torture.Support;

/// <summary>Checks that must hold for a transaction that has ended, whatever happened on the way.</summary>
internal static class Invariants
{
    private static readonly string[] Steps = ["debit-customer-balance", "book-flight", "book-hotel", "email-customer"];

    /// <param name="transaction">The transaction as the API shows it.</param>
    /// <param name="entries">The rows of all services in the order of arrival.</param>
    public static IEnumerable<string> Violations(TransactionDto transaction, IReadOnlyList<LedgerEntry> entries)
    {
        var applied = entries.Where(entry => entry.Row.TransactionId == transaction.Id && entry.Row.Applied)
            .Select(entry => entry.Row.Key).ToList();
        var executed = Of(transaction, applied, "execute");
        var compensated = Of(transaction, applied, "compensate");
        if (executed.Count + compensated.Count != applied.Count)
            yield return $"I8 {transaction.Id}: keys that belong to no step among {string.Join(", ", applied)}";
        if (!executed.SequenceEqual(Steps.Take(executed.Count)))
            yield return $"I6 {transaction.Id}: executed in the order {string.Join(", ", executed)}";
        if (transaction.Status == TransactionStatus.Completed && (executed.Count != Steps.Length || compensated.Count != 0))
            yield return $"I4 {transaction.Id}: completed with {string.Join(", ", applied)}";
        if (transaction.Status == TransactionStatus.Compensated && !compensated.SequenceEqual(Undone(transaction, executed).Reverse()))
            yield return $"I5 {transaction.Id}: executed {string.Join(", ", executed)}, compensated {string.Join(", ", compensated)}";
        if (transaction.Status is not (TransactionStatus.Completed or TransactionStatus.Compensated))
            yield return $"I1 {transaction.Id}: {transaction.Status}";
    }

    /// <summary>What was executed, and the step after it if nobody could know that it was not: it has no output, and was undone all the same.</summary>
    private static IEnumerable<string> Undone(TransactionDto transaction, List<string> executed)
    {
        var next = Steps.ElementAtOrDefault(executed.Count);
        var isUnknown = transaction.Steps.Any(step => step.Path == next && step is { Status: StepStatus.Compensated, Output: null });
        return isUnknown ? executed.Append(next!) : executed;
    }

    private static List<string> Of(TransactionDto transaction, IEnumerable<string> keys, string direction) =>
        [.. keys.Where(key => Steps.Any(step => key == $"{transaction.Id}/{step}/{direction}")).Select(key => key.Split('/')[1])];
}
