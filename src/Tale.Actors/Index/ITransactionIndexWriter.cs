namespace Tale.Actors.Index;

/// <summary>
/// An index that the coordinators write themselves, because their journal does not. A row is never due later than its log says, so whatever
/// a crash or an outage keeps from it is restored when the watchdog wakes the transaction.
/// </summary>
internal interface ITransactionIndexWriter
{
    /// <summary>
    /// Stores what is about to be written to the log and makes the transaction due sooner.
    /// Durable when the task ends; it fails when that is not certain. A start replaces any other row of its id.
    /// </summary>
    Task StoreAsync(string transactionId, IndexChange change);

    /// <summary>Applies what a stored event changed, soon. It never fails; what cannot be stored is restored later.</summary>
    void Record(string transactionId, IndexChange change);

    /// <summary>Sets a row to what the log says, soon. Without the start among the changes there is nothing to say.</summary>
    void Restore(string transactionId, IReadOnlyList<IndexChange> changes);

    /// <summary>Deletes, soon, the row of a transaction whose log is empty.</summary>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="openedBefore">A younger row stays: its first event may still be on its way.</param>
    void Forget(string transactionId, DateTimeOffset openedBefore);
}
