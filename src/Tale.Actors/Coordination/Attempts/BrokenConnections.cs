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

    /// <param name="chain">An exception and all that is in it.</param>
    public static bool In(IReadOnlyCollection<Exception> chain) =>
        chain.Any(IsServerGone) || (chain.Any(IsSocketBroken) && chain.Except<Exception>(ToldByHttp(chain), ReferenceEqualityComparer.Instance).Any(IsSocketBroken));

    private static bool IsSocketBroken(Exception error) => error is SocketException socket && !_neverMade.Contains(socket.SocketErrorCode);

    /// <summary>A database's driver read to the end of its connection in the middle of an answer: its server has gone.</summary>
    private static bool IsServerGone(Exception error) => error is DbException { InnerException: EndOfStreamException };

    /// <summary>An HTTP call says itself whether its connection was ever made.</summary>
    private static IEnumerable<Exception> ToldByHttp(IReadOnlyCollection<Exception> chain) =>
        chain.OfType<HttpRequestException>().SelectMany(call => Below(call).Take(chain.Count));

    private static IEnumerable<Exception> Below(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
            yield return inner;
    }
}
