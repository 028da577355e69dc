using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Samples.Holiday;

namespace Tale.Actors.Host.Node;

/// <summary>How a node is run.</summary>
internal sealed record NodeOptions
{
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>Where everything is kept; created if missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where to listen, separated by ';'. Loopback only.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Base addresses of sample services that this node does not play itself.</summary>
    public IReadOnlyDictionary<string, Uri> HolidayServices { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Settings of the runtime (HOCON) that win over the defaults.</summary>
    public string Settings { get; init; } = "";

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Reads <c>name=url</c> pairs.</summary>
    /// <exception cref="StartupException">A name is unknown or a URL is none.</exception>
    public static IReadOnlyDictionary<string, Uri> ParseServices(IEnumerable<string> pairs) =>
        pairs.Select(ParseService).GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.Last().Address);

    private static (string Name, Uri Address) ParseService(string pair)
    {
        var (name, url) = pair.Split('=', 2) is [var first, var second] ? (first, second) : (pair, "");
        if (!Samples.Holiday.HolidayServices.Names.Contains(name))
            throw new StartupException($"--holiday-service '{pair}' names no service; use NAME=URL with one of: {string.Join(", ", Samples.Holiday.HolidayServices.Names)}.", ExitCodes.Usage);
        // Operations are resolved relative to the base, which would lose its last segment without the slash.
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new StartupException($"--holiday-service '{pair}' has no http address; use for example {name}=http://localhost:9000/.", ExitCodes.Usage);
        return (name, address);
    }
}
