using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>Base addresses of services that the node does not play itself, as the command line gives them.</summary>
internal static class ServiceAddresses
{
    /// <summary>Reads <c>NAME=URL</c> pairs; the last pair of a name counts.</summary>
    /// <exception cref="StartupException">A name is unknown or an address is none.</exception>
    public static IReadOnlyDictionary<string, Uri> Parse(IEnumerable<string> pairs) =>
        pairs.Select(Parse).GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.Last().Address);

    private static (string Name, Uri Address) Parse(string pair)
    {
        var (name, url) = pair.Split('=', 2) is [var first, var second] ? (first, second) : (pair, "");
        if (!ServiceNames.All.Contains(name))
            throw Refusal($"'{pair}' names no service; use NAME=URL with one of: {string.Join(", ", ServiceNames.All)}.");
        // Operations are resolved relative to the base, which would lose its last segment without the slash.
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Refusal($"'{pair}' has no http address; use for example {name}=http://localhost:9000/.");
        return (name, address);
    }

    private static StartupException Refusal(string reason) => new($"--holiday-service {reason}", ExitCodes.Usage);
}
