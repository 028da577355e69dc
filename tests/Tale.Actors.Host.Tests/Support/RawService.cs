using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>A service on a bare socket, which answers what a test says, HTTP or not.</summary>
internal sealed class RawService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Socket, CancellationToken, Task> _answer;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;

    /// <param name="answer">Given a request; the connection is closed after it.</param>
    public RawService(Func<string, Socket, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public RawService(string answer)
        : this((_, socket, over) => SendAsync(socket, answer, over))
    {
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>The first lines of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task SendAsync(Socket socket, string text, CancellationToken cancellationToken)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text); rest.Length > 0;)
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
    }

    /// <summary>An answer with a body of the length that its header names.</summary>
    public static string Answer(string status, string? mediaType, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}{(mediaType is null ? "" : $"Content-Type: {mediaType}\r\n")}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_over.Token));
        }
        // Stopped between two connections, it is "not listening".
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        try
        {
            var request = await ReadAsync(socket);
            Requests.Enqueue(request.Split("\r\n")[0]);
            await _answer(request, socket, _over.Token);
            // Not before the client has read it all: closed too early, it could be lost.
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(new byte[1024], _over.Token) > 0)
            {
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task<string> ReadAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        // A call ends with its JSON.
        while (!text.ToString().Contains('}', StringComparison.Ordinal) && await socket.ReceiveAsync(buffer, _over.Token) is > 0 and var read)
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return text.ToString();
    }
}
