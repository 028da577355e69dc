using System.Net;

namespace Tale.Actors.Host.Http;

/// <summary>Names of this machine that no other machine can be reached by.</summary>
internal static class Loopback
{
    /// <param name="host">A host as it stands in a URL or a Host header, without the port; an IPv6 address in brackets.</param>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
