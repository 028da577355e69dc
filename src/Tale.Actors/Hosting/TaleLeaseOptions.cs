namespace Tale.Actors.Hosting;

/// <summary>Settings of the lease by which one node owns a database: <c>tale.lease</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleLeaseOptions
{
    /// <summary>Whether a node takes a lease of its database. Off: something else sees to it that one node owns it. Default: true.</summary>
    public bool? Enabled { get; set; }

    /// <summary>How long the lease lasts when it is not renewed. From 1 s to 1 h. Default: 10 s.</summary>
    public TimeSpan? Duration { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings => [("lease.enabled", Enabled), ("lease.duration", Duration)];
}
