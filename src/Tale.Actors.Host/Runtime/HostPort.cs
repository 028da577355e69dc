using System.Globalization;
using System.Net;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Runtime;

/// <summary>Where a node of a cluster is reached by the others.</summary>
internal sealed record HostPort(string Host, int Port)
{
    /// <param name="option">Where it was given, for messages.</param>
    /// <exception cref="StartupException">It is no address, or one that others than this machine reach.</exception>
    public static HostPort Parse(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            throw new StartupException($"{option} is '{text}'; use HOST:PORT, for example 127.0.0.1:4053.", ExitCodes.Usage);
        var host = text[..colon];
        if (host != "localhost" && !(IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)))
            throw new StartupException(
                $"{option} is '{text}', which other machines reach, and there is no authentication yet; use a loopback address, for example "
                + $"127.0.0.1:{port}. Embed Tale.Actors.Cluster for a cluster of several machines.", ExitCodes.Usage);
        return new HostPort(host, port);
    }

    public override string ToString() => $"{Host}:{Port}";
}
