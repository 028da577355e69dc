using System.Diagnostics;
using System.Text.RegularExpressions;
using Tale.Actors.Host.Demo;
using Tale.Actors.Torture.Support;

namespace Tale.Actors.Torture;

/// <summary>The README's first commands, as a reader runs them.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_demo_ends_well()
    {
        var (exitCode, output, errors) = await RunAsync("demo");
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("Every service holds exactly what it should.", output, StringComparison.Ordinal);
        Assert.Contains("book-hotel (attempt 3)", output, StringComparison.Ordinal);
        Assert.Contains("debit-customer-balance undone", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_crash_demo_ends_well()
    {
        var (exitCode, output, errors) = await RunAsync("demo", "--crash");
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("SIGKILL", output, StringComparison.Ordinal);
        Assert.Contains("Every service holds exactly what it should.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_of_people_who_step_in_ends_well()
    {
        var (exitCode, output, errors) = await RunAsync("demo", "--operator");
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("Compensated: Cancelled: the customer changed her mind", output, StringComparison.Ordinal);
        Assert.Contains("? pay-trip needs an operator", output, StringComparison.Ordinal);
        Assert.Contains("Every service holds exactly what it should.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_demos_at_once_are_refused()
    {
        var (exitCode, _, errors) = await RunAsync("demo", "--operator", "--crash");
        Assert.Equal(2, exitCode);
        Assert.Contains("--crash, --operator and --cluster are demos of their own", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F43_A_node_that_others_could_reach_exits_with_2_and_one_line()
    {
        var (exitCode, output, errors) = await RunAsync("--urls", "http://0.0.0.0:5080");
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: 'http://0.0.0.0:5080' could be reached by other machines", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var (exitCode, output, _) = await RunAsync("--help");
        Assert.Equal(0, exitCode);
        string[] options = ["--data", "--postgres", "--cluster", "--seed", "--config", "--urls", "--no-samples", "--holiday-service", "--log", "demo"];
        Assert.All(options, option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_demo_leaves_no_process_and_no_files_behind()
    {
        using var temp = new DataDirectory();
        var command = NodeProcess.Command("demo", "--crash");
        command.Environment["TMPDIR"] = temp.Path;
        using var demo = Process.Start(command)!;
        var node = await NodeIdAsync(demo.StandardOutput).WaitAsync(Deadline);
        using var interrupt = Process.Start("kill", ["-TERM", demo.Id.ToString()]);
        await demo.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal(1, demo.ExitCode);
        Assert.Empty(Directory.GetDirectories(temp.Path, "tale-demo-*"));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(node));
    }

    private static async Task<int> NodeIdAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (Regex.Match(line, @"^Node (\d+) listens") is { Success: true } match)
                return int.Parse(match.Groups[1].Value);
        }
        throw new InvalidOperationException("The demo ended before its node listened.");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(NodeProcess.Command(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, await output, await errors);
    }
}
