using System.Runtime.Versioning;
using Tale.Actors.Host.Demo;

namespace Tale.Actors.Host.Tests;

/// <summary>What a node keeps is for its owner only: states of transactions hold names, amounts and addresses.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");

    private string Data => Path.Combine(_directory.FullName, "deep", "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableFact]
    public async Task F42_A_new_data_directory_is_0700_and_every_file_in_it_is_0600()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var node = await RunAsync();
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        var files = Directory.GetFiles(Data);
        string[] expected =
            ["holiday.db", "holiday.db-shm", "holiday.db-wal", "tale.db", "tale.db-lock", "tale.db-shm", "tale.db-wal", "tale.lock"];
        Assert.Equal(expected, files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [SkippableFact]
    public async Task F42_Files_of_an_earlier_version_are_tightened()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using (var first = await RunAsync())
            await first.KillAsync();   // the write-ahead logs stay
        Assert.True(File.Exists(Path.Combine(Data, "tale.db-wal")));
        foreach (var file in Directory.GetFiles(Data))
            File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await using var node = await RunAsync();
        Assert.All(Directory.GetFiles(Data), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [SkippableFact]
    public async Task F42_A_directory_that_was_there_is_left_as_it_is_with_a_warning()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, Everybody);
        await using var node = await RunAsync();
        Assert.Equal(Everybody, File.GetUnixFileMode(Data));
        Assert.Equal(0, await node.StopAsync());
        Assert.Contains($"Other users of this machine can look into the data directory {Data}; run chmod 700", node.Errors, StringComparison.Ordinal);
    }

    private async Task<NodeProcess> RunAsync()
    {
        var node = await NodeProcess.StartAsync(Data);
        using var api = new NodeApi(node.Address);
        await api.StartAsync($"t-{Guid.NewGuid():N}", new { customerId = "ada", amount = 10m }, default);
        return node;
    }
}
