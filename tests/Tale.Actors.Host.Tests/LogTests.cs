using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>What a node writes to standard error, as its operator reads it.</summary>
public sealed partial class LogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-log-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task At_information_start_and_end_of_a_transaction_are_a_line_each_with_one_timestamp()
    {
        var lines = await RunAsync("--log", "information");

        Assert.All(lines, line => Assert.Single(Timestamp().Matches(line)));
        var told = lines.Where(line => line.Contains("order-17", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.Matches(@"^\S+Z info: Tale\[0\] Transaction order-17 has started: book-holiday v1$", told[0]);
        Assert.Matches(@"^\S+Z info: Tale\[0\] Transaction order-17 has ended: Completed$", told[1]);
    }

    [Fact]
    public async Task By_default_a_transaction_that_completes_is_no_line() =>
        Assert.DoesNotContain(await RunAsync(), line => line.Contains("order-17", StringComparison.Ordinal));

    [Fact]
    public async Task Start_suspension_and_end_have_the_transaction_and_the_step_as_properties()
    {
        var lines = new LogLines();
        var completes = Transaction.Define<int>("completes").Step("one", n => n + 1).Build();
        var suspends = Transaction.Define<int>("suspends")
            .Step("charge", int (int _) => throw new InvalidOperationException("no"), step => step.Decide(_ => Directive.Escalate)).Build();
        await using (var node = await BareNode.StartAsync(lines, completes, suspends))
        {
            (await node.PostAsync("/transactions/completes?wait=60s", """{"id":"t-1","state":1}""")).EnsureSuccessStatusCode();
            (await node.PostAsync("/transactions/suspends?wait=60s", """{"id":"t-2","state":1}""")).EnsureSuccessStatusCode();
        }

        Assert.Equal(
            [
                "Information: Transaction t-1 has started: completes v1 []", "Information: Transaction t-1 has ended: Completed []",
                "Information: Transaction t-2 has started: suspends v1 []",
                "Warning: Transaction t-2 is suspended at charge: waits for an operator because of step 'charge' (InvalidOperationException) [charge]",
            ],
            from id in new[] { "t-1", "t-2" }
            from line in lines.All
            where id.Equals(line.Properties.GetValueOrDefault("TransactionId"))
            select $"{line.Level}: {line.Text} [{line.Properties.GetValueOrDefault("Step")}]");
    }

    /// <summary>Runs a node for one booking, and stops it.</summary>
    private async Task<IReadOnlyList<string>> RunAsync(params string[] options)
    {
        string[] arguments = ["--data", Path.Combine(_directory.FullName, "data"), "--urls", "http://127.0.0.1:0", .. options];
        using var process = Process.Start(NodeProcess.Command(arguments))!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var listening = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            using var http = new HttpClient { BaseAddress = new Uri(Address().Match(listening!).Value) };
            using var response = await http.PostAsJsonAsync(
                "/transactions/book-holiday?wait=60s", new { id = "order-17", state = new { customerId = "ada", amount = 10 } });
            response.EnsureSuccessStatusCode();
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            process.Kill();
        }
    }

    [GeneratedRegex(@"\d\d:\d\d:\d\d")]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"http://[^, ]+")]
    private static partial Regex Address();
}
