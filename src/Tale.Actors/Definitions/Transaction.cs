namespace Tale.Actors.Definitions;

/// <summary>Where definitions begin.</summary>
public static class Transaction
{
    /// <summary>Begins the definition of a transaction: add steps, then call <c>Build()</c>.</summary>
    /// <typeparam name="TIn">The type of the starting state.</typeparam>
    /// <param name="name">The name under which it is started: letters, digits, '.', '_' and '-', at most 100.</param>
    /// <param name="version">
    /// The version, from 1. Raise it when the steps change; running transactions stay on the version that they started with.
    /// </param>
    /// <param name="configure">Options of the transaction as a whole.</param>
    public static TransactionBuilder<TIn, TIn> Define<TIn>(
        string name, int version = 1, Func<TransactionOptions, TransactionOptions>? configure = null)
    {
        var options = configure is null ? new TransactionOptions() : configure(new TransactionOptions());
        return TransactionBuilder<TIn, TIn>.Begin(name, version, options.Settings);
    }
}
