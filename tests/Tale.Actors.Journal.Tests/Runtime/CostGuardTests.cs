using System.Diagnostics;
using System.Text.Json;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>
/// What does not depend on the machine, counted by the benchmark in a process of its own: messages of a transaction, and bytes allocated for a step, which do
/// not grow with how many there are. Times are measured by people.
/// </summary>
public sealed class CostGuardTests
{
    private const double Flat = 1.3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_booking_of_four_steps_costs_21_messages()
    {
        var figures = Assert.Single(await RunAsync("messages", "sqlite"));

        Assert.InRange(figures.GetProperty("messagesPerTransaction").GetDouble(), 15, 21.2);
    }

    [Fact]
    public async Task What_a_step_allocates_does_not_depend_on_how_many_there_are()
    {
        var curves = (await RunAsync("growth", "memory")).ToLookup(
            line => line.GetProperty("kind").GetString()!, line => (Count: line.GetProperty("count").GetInt32(), Bytes: line.GetProperty("bytesEach").GetDouble()));

        // Measured: 7.2, 11.8, 12.7 and 20.3 kB; 15.8 for each kB of a state that four steps hand on.
        AssertFlat("steps", from: 100, to: 5_000, most: 9_500);
        AssertFlat("branches", from: 100, to: 10_000, most: 15_000);
        AssertFlat("items", from: 100, to: 10_000, most: 16_500);
        AssertFlat("blocks", from: 16, to: 64, most: 26_000);
        AssertFlat("state", from: 100, to: 900, most: 20_000);

        void AssertFlat(string kind, int from, int to, double most)
        {
            var (few, many) = (Of(kind, from), Of(kind, to));
            Assert.True(few <= most, $"{kind}: {few:N0} bytes each with {from}, and no more than {most:N0} are expected.");
            Assert.True(many <= Flat * few, $"{kind}: {many:N0} bytes each with {to}, and {few:N0} with {from}.");
        }

        double Of(string kind, int count) => curves[kind].Single(point => point.Count == count).Bytes;
    }

    private static async Task<List<JsonElement>> RunAsync(string name, string journal)
    {
        const string Program = "Tale.Actors.Benchmarks";
        var folder = AppContext.BaseDirectory.Replace("Tale.Actors.Journal.Tests", Program, StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, $"{Program}.dll"), name, "--journal", journal, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        Assert.True(process.ExitCode == 0, $"'{name}' ended with {process.ExitCode}: {await errors}");
        return [.. (await output).Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line))];
    }
}
