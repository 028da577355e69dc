using System.Diagnostics;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Packaging;

/// <summary>The packages that <c>dotnet pack</c> makes of what is built here.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-pack-");

    public Package Actors => new(_folder, "Tale.Actors");

    public Package Cluster => new(_folder, "Tale.Actors.Cluster");

    public Package Journal => new(_folder, "Tale.Actors.Journal");

    public async Task InitializeAsync()
    {
        // bin/Debug/net10.0
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var project in new[] { "Tale.Actors", "Tale.Actors.Journal", "Tale.Actors.Cluster" })
            await PackAsync(Path.Combine(RepositoryRoot.Path, "src", project), configuration);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private async Task PackAsync(string project, string configuration)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "pack", project, "--no-build", "-c", configuration, "-o", _folder.FullName, "-nologo", "-nodereuse:false" })
            start.ArgumentList.Add(argument);
        // Those of the test run, which would confuse a build of its own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var pack = Process.Start(start)!;
        var output = Task.WhenAll(pack.StandardOutput.ReadToEndAsync(), pack.StandardError.ReadToEndAsync());
        try
        {
            await pack.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            pack.Kill(entireProcessTree: true);
            throw;
        }
        Assert.True(pack.ExitCode == 0, $"dotnet pack of {project} ended with {pack.ExitCode}: {string.Concat(await output)}");
    }
}
