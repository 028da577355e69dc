using System.Diagnostics;
using Tale.Actors.Host.Demo;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>The program as its users run it: a process, its exit code and what it wrote.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);   // three nodes on a busy machine take two

    /// <summary>Runs to the end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunWithAsync(new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="RunAsync(string[])"/>
    public static async Task<(int ExitCode, string Output, string Errors)> RunWithAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var command = NodeProcess.Command(arguments);
        foreach (var (name, value) in environment)
            command.Environment[name] = value;
        using var process = Process.Start(command)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Deadline);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Checks that the program ended with this code and one line on standard error, and returns the line.</summary>
    public static async Task<string> RefusesAsync(int exitCode, params string[] arguments) =>
        Refusal(exitCode, await RunAsync(arguments));

    /// <summary>Checks that this is a refusal with this code, and returns its one line.</summary>
    public static string Refusal(int exitCode, (int ExitCode, string Output, string Errors) run)
    {
        Assert.True(exitCode == run.ExitCode, $"exit code {run.ExitCode}: {run.Output}{run.Errors}");
        Assert.Equal("", run.Output);
        var line = Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"Exception|\bSystem\.|Microsoft\.", line);
        return line;
    }
}
