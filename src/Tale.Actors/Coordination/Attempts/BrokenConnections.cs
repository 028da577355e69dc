using System.Collections.Frozen;
using System.Data.Common;
using System.Net.Http;
using System.Net.Sockets;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Connections that broke while a step used them: whether what was sent last arrived, a commit for example, nobody can know. A connection that
/// was never made carried nothing.
/// </summary>
internal static class BrokenConnections
{
    private static readonly FrozenSet<SocketError> _neverMade = new[]
    {
        SocketError.ConnectionRefused, SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData, SocketError.NoRecovery,
        SocketError.AddressNotAvailable, SocketError.AddressFamilyNotSupported,
    }.ToFrozenSet();

    /// <summary>Beginnings of SQLSTATEs that a driver reports where a connection was lost, by its server's or a pooler's word.</summary>
    private static readonly string[] _lost = ["08", "57P", "40003"];

    /// <summary>And those of them that say that there never was one.</summary>
    private static readonly FrozenSet<string> _notConnected = new[] { "08001", "08004", "57P03" }.ToFrozenSet();

    /// <param name="chain">An exception and all that is in it.</param>
    public static bool In(IReadOnlyCollection<Exception> chain) =>
        chain.Any(IsServerGone) || (chain.Any(IsSocketBroken) && chain.Except<Exception>(ToldByHttp(chain), ReferenceEqualityComparer.Instance).Any(IsSocketBroken));

    private static bool IsSocketBroken(Exception error) => error is SocketException socket && !_neverMade.Contains(socket.SocketErrorCode);

    /// <summary>
    /// A database's driver read to the end of its connection in the middle of an answer, or was told by a pooler that the server is gone, or by
    /// the server that it ends.
    /// </summary>
    private static bool IsServerGone(Exception error) =>
        error is DbException driver && (driver.InnerException is EndOfStreamException || (driver.SqlState is { } state && IsLost(state)));

    private static bool IsLost(string state) =>
        Array.Exists(_lost, start => state.StartsWith(start, StringComparison.Ordinal)) && !_notConnected.Contains(state);

    /// <summary>An HTTP call says itself whether its connection was ever made.</summary>
    private static IEnumerable<Exception> ToldByHttp(IReadOnlyCollection<Exception> chain) =>
        chain.OfType<HttpRequestException>().SelectMany(call => Below(call).Take(chain.Count));

    private static IEnumerable<Exception> Below(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
            yield return inner;
    }
}
