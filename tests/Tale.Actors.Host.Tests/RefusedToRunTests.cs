using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>
/// The program does not run as asked: one line on standard error that names the next action, nothing on standard output, and the exit code
/// that docs/operations.md gives.
/// </summary>
public sealed class RefusedToRunTests : IDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("--help lists", "--nonsense")]
    [InlineData("--help lists", "--data")]
    [InlineData("trace, debug, information, warning", "--log", "nonsense")]
    [InlineData("trace, debug, information, warning", "--log", "3")]
    [InlineData("./data", "--data", "")]
    [InlineData("1 to 65535", "--urls", "http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:5080", "--urls", "http://192.168.0.1:5080")]
    [InlineData("http://127.0.0.1:0", "--urls", "http://localhost:0")]
    [InlineData("name it with --postgres", "--cluster", "127.0.0.1:4053")]
    [InlineData("give both", "--seed", "127.0.0.1:4053")]
    [InlineData("give both", "--discovery", "postgres")]
    [InlineData("must be: postgres", "--discovery", "dns")]
    [InlineData("give one of them", "--discovery", "postgres", "--seed", "127.0.0.1:4053", "--cluster", "127.0.0.1:4054")]
    [InlineData("HOST:PORT", "--no-samples", "--postgres", "Host=nowhere", "--cluster", "127.0.0.1")]
    [InlineData("HOST:PORT", "--no-samples", "--postgres", "Host=nowhere", "--cluster", "127.0.0.1:0")]
    [InlineData("127.0.0.1:4053", "--no-samples", "--postgres", "Host=nowhere", "--cluster", "10.0.0.7:4053")]
    [InlineData("--holiday-service", "--postgres", "Host=nowhere", "--cluster", "127.0.0.1:4053", "--holiday-service", "mail=http://127.0.0.1:9/")]
    public async Task A_command_line_that_cannot_work_ends_with_2_and_says_what_can(string allowed, params string[] arguments)
    {
        var line = await HostProgram.RefusesAsync(2, arguments.Contains("--data") ? arguments : [.. arguments, "--data", Data]);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("http://192.168.0.9:5080")]
    [InlineData("http://10.0.0.9:5080", "--urls", "http://192.168.0.9:5080")]
    public async Task The_addresses_of_the_environment_are_taken_and_checked_unless_there_is_the_option(string environment, params string[] option)
    {
        var variables = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = environment };
        var line = HostProgram.Refusal(2, await HostProgram.RunWithAsync(variables, [.. option, "--data", Data]));
        Assert.Contains("'http://192.168.0.9:5080' could be reached by other machines", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_names_urls()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var line = await HostProgram.RefusesAsync(1, "--data", Data, "--urls", $"http://{other.LocalEndpoint}");
        Assert.Contains($"http://{other.LocalEndpoint}", line, StringComparison.Ordinal);
        Assert.Contains("--urls", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tale.db")]
    [InlineData("holiday.db")]
    public async Task A_file_that_is_no_database_is_named(string file)
    {
        var path = Path.Combine(Directory.CreateDirectory(Data).FullName, file);
        await File.WriteAllTextAsync(path, new string('x', 8192));
        var line = await RefusedDataAsync();
        Assert.Contains($"'{path}' is not a database", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_whose_pages_are_broken_is_named_by_its_directory()
    {
        var path = Path.Combine(Directory.CreateDirectory(Data).FullName, "tale.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            await connection.OpenAsync();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE a (b)";
            await command.ExecuteNonQueryAsync();
        }
        var bytes = await File.ReadAllBytesAsync(path);
        Array.Fill(bytes, (byte)0xFF, 100, bytes.Length - 100);
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Contains(Data, await RefusedDataAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_the_place_of_a_file_is_named()
    {
        var path = Directory.CreateDirectory(Path.Combine(Data, "tale.db")).FullName;
        Assert.Contains($"'{path}' is a directory", await RefusedDataAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_created_is_named()
    {
        await File.WriteAllTextAsync(Data, "");
        var line = await HostProgram.RefusesAsync(1, "--data", Path.Combine(Data, "deeper"), "--urls", AnyPort);
        Assert.Contains(Data, line, StringComparison.Ordinal);
        Assert.Contains("--data", line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_read_only_file_system_is_not_taken_for_another_node()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a file system.");
        Directory.CreateDirectory(Data);
        Skip.IfNot(await RunAsync("mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", Data) == 0, "No file system may be mounted here.");
        try
        {
            var line = await RefusedDataAsync();
            Assert.Contains("cannot be written", line, StringComparison.Ordinal);
            Assert.DoesNotContain("another node", line, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", Data);
        }
    }

    [SkippableFact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a file read-only.");
        var path = Path.Combine(Directory.CreateDirectory(Data).FullName, "tale.db");
        await File.WriteAllTextAsync(path, "");
        Skip.IfNot(await RunAsync("mount", "--bind", path, path) == 0, "Nothing may be mounted here.");
        try
        {
            await RunAsync("mount", "-o", "remount,bind,ro", path);
            Assert.Contains($"'{path}' cannot be written", await RefusedDataAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", path);
        }
    }

    private async Task<string> RefusedDataAsync()
    {
        var line = await HostProgram.RefusesAsync(1, "--data", Data, "--urls", AnyPort);
        Assert.Contains("--data", line, StringComparison.Ordinal);
        return line;
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
