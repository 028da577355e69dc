using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Cli;

namespace Tale.Actors.Host.Node;

/// <summary>A running node: the runtime on its journal, and the HTTP API.</summary>
internal sealed class TaleNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DataDirectory _data;

    private TaleNode(WebApplication app, DataDirectory data)
    {
        _app = app;
        _data = data;
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <summary>Runs a node until SIGTERM or Ctrl-C. Once it listens, one line on <paramref name="output"/> says where.</summary>
    public static async Task<int> RunAsync(NodeOptions options, TextWriter output)
    {
        await using var node = await StartAsync(options);
        await output.WriteLineAsync($"listening on {string.Join(", ", node._app.Urls)} (data in {node._data.Path})");
        await output.FlushAsync();
        await node._app.WaitForShutdownAsync();
        return ExitCodes.Success;
    }

    /// <summary>Starts a node; it listens when the task is done.</summary>
    /// <exception cref="StartupException">It cannot be started as asked.</exception>
    public static async Task<TaleNode> StartAsync(NodeOptions options)
    {
        var urls = LoopbackUrls.Parse(options.Urls);
        var data = DataDirectory.Open(options.DataDirectory);
        var app = NodeBuilder.Build(options, urls, data);
        var node = new TaleNode(app, data);
        try
        {
            await app.StartAsync();
            return node;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            await node.DisposeAsync();
            throw new StartupException($"Cannot listen on {string.Join(", ", urls)}: {Reason(error)}; stop the process that does, or choose another port with --urls.", innerException: error);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }

    private static string Reason(IOException error) =>
        error.InnerException is AddressInUseException ? "the address is in use" : error.InnerException!.Message;
}
