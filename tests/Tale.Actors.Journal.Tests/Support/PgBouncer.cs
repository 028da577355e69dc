using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A real PgBouncer in front of a server. Where it is not installed the test is skipped.</summary>
public sealed class PgBouncer : IDisposable
{
    private const int Port = 6432;

    private readonly Process _process;

    /// <param name="server">The server behind it.</param>
    /// <param name="poolMode">session, transaction or statement.</param>
    public PgBouncer(PostgresServer server, string poolMode)
    {
        var program = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer" }.FirstOrDefault(File.Exists);
        Skip.If(program is null, "PgBouncer is not installed.");
        var users = Path.Combine(server.Folder, "pgbouncer.users");
        var settings = Path.Combine(server.Folder, "pgbouncer.ini");
        File.WriteAllText(users, "\"tale\" \"\"\n");
        File.WriteAllText(settings, $"""
            [databases]
            * = host={server.Folder}
            [pgbouncer]
            listen_port = {Port}
            unix_socket_dir = {server.Folder}
            auth_type = trust
            auth_file = {users}
            pool_mode = {poolMode}
            """);
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = Port }.ConnectionString;
        _process = Process.Start(Command(program!, settings))!;
        _process.ErrorDataReceived += (_, _) => { };   // what it logs is read, so that it never waits for a reader
        _process.BeginErrorReadLine();
        var address = new UnixDomainSocketEndPoint(Path.Combine(server.Folder, $".s.PGSQL.{Port}"));
        Assert.True(SpinWait.SpinUntil(() => Answers(address) || _process.HasExited, TimeSpan.FromSeconds(60)));
        Assert.False(_process.HasExited, "PgBouncer ended at once.");
    }

    public string ConnectionString { get; }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    // It refuses to run as root, as PostgreSQL does.
    private static ProcessStartInfo Command(string program, string settings)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", PostgresServer.Unprivileged(), "--", program, settings] : [program, settings];
        return new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
    }

    private static bool Answers(EndPoint address)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
