using System.Net;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Node;

/// <summary>
/// Lets a node listen on loopback addresses only: whoever reaches its API may start transactions, and nothing asks who that is.
/// </summary>
internal static class LoopbackUrls
{
    /// <summary>Reads URLs that are separated by ';'.</summary>
    /// <exception cref="StartupException">A URL is none, or would listen to other machines.</exception>
    public static IReadOnlyList<string> Parse(string urls)
    {
        var parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
            throw Refusal("--urls is empty; use");
        foreach (var part in parts)
            Check(part);
        return parts;
    }

    private static void Check(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw Refusal($"'{url}' is no URL to listen on; use");
        }
        if (address.Scheme != "http" || address.IsUnixPipe || address.IsNamedPipe || address.PathBase.Length > 0)
            throw Refusal($"'{url}' cannot be listened on; only http://HOST:PORT is served,");
        if (!Loopback.Is(address.Host))
            throw Refusal($"'{url}' could be reached by other machines and there is no authentication yet; listen on loopback,");
        if (address.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            throw Refusal($"'{url}' has a port that does not exist; use one from 1 to {IPEndPoint.MaxPort}, or 0 for a free one,");
        if (address.Port == 0 && IsName(address.Host))
            throw Refusal($"'{url}' may mean two addresses, which cannot share a free port; use one of them,", "http://127.0.0.1:0");
    }

    private static bool IsName(string host) => !IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static StartupException Refusal(string problem, string example = NodeOptions.DefaultUrls) =>
        new($"{problem} for example {example}.", ExitCodes.Usage);
}
