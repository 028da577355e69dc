namespace Tale.Actors.Hosting;

/// <summary>Settings of the region: <c>tale.region</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleRegionOptions
{
    /// <summary>Where regions run: everything for their transactions passes through them. Default: threads of Akka's default dispatcher, more messages in a row.</summary>
    public string? Dispatcher { get; set; }

    /// <summary>The most coordinators in memory, with starts that wait; a start past this is refused as overloaded. 1 or more. Default: 50,000.</summary>
    public int? MaxActive { get; set; }

    /// <summary>The most starts for each database that are begun and not yet stored; more wait in line. 1 or more. Default: 128.</summary>
    public int? MaxStarting { get; set; }

    /// <summary>When the first start in line has waited for longer, or the next one would, starts are refused as overloaded. Above zero. Default: 5 seconds.</summary>
    public TimeSpan? MaxStartWait { get; set; }

    /// <summary>When states of so many bytes wait in line, starts are refused as overloaded. 1 or more. Default: 64 MiB.</summary>
    public long? MaxWaitingBytes { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
        [("region.dispatcher", Dispatcher), ("region.max-active", MaxActive), ("region.max-starting", MaxStarting), ("region.max-start-wait", MaxStartWait),
            ("region.max-waiting-bytes", MaxWaitingBytes)];
}
