namespace Tale.Actors.Hosting;

/// <summary>Settings of bulk operations: <c>tale.operations</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleOperationsOptions
{
    /// <summary>How many transactions of one operation have their command and have not answered. 1 or more. Default: 32.</summary>
    public int? MaxInFlight { get; set; }

    /// <summary>How many transactions have their turn between two writes of an operation's log. 1 to 1,000. Default: 200.</summary>
    public int? PageSize { get; set; }

    /// <summary>
    /// How often a transaction that has not answered, or could not be told, is sent its command again. Above zero. Default: 5 s.
    /// </summary>
    public TimeSpan? RetryInterval { get; set; }

    /// <summary>After how many of these an operation gives a transaction up, and counts it as failed. 1 or more. Default: 60.</summary>
    public int? MaxTries { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
    [
        ("operations.max-in-flight", MaxInFlight), ("operations.page-size", PageSize), ("operations.retry-interval", RetryInterval),
        ("operations.max-tries", MaxTries),
    ];
}
