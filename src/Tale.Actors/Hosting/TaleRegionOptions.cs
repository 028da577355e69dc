namespace Tale.Actors.Hosting;

/// <summary>Settings of the region: <c>tale.region</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleRegionOptions
{
    /// <summary>The most coordinators in memory; a start past this is refused as overloaded. 1 or more. Default: 50,000.</summary>
    public int? MaxActive { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings => [("region.max-active", MaxActive)];
}
