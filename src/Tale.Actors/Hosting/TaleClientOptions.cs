namespace Tale.Actors.Hosting;

/// <summary>Settings of <see cref="ITaleClient"/>: <c>tale.client</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleClientOptions
{
    /// <summary>How long any call waits for its answer, but for those that wait for an outcome, or for news. Above zero. Default: 30 s.</summary>
    public TimeSpan? AskTimeout { get; set; }

    /// <summary>
    /// How often what has no answer yet is asked again, in case the coordinator has moved or restarted. Above zero. Default: 5 s.
    /// </summary>
    public TimeSpan? RewatchInterval { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
        [("client.ask-timeout", AskTimeout), ("client.rewatch-interval", RewatchInterval)];
}
