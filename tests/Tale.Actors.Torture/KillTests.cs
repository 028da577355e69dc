using System.Diagnostics;
using System.Net;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Torture.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Torture;

/// <summary>PostgreSQL and the node that works on it die by SIGKILL, in turn, while clients start transactions.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 30;

    private readonly DataDirectory _data = new();
    private readonly List<string> _tried = [];
    private readonly List<string> _acknowledged = [];

    public void Dispose() => _data.Dispose();

    [SkippableFact]
    public async Task I1_I2_thirty_kills_of_the_database_and_the_node_in_turn_lose_nothing()
    {
        using var server = new PostgresServer();
        var database = PostgresConnections.Parse([server.ConnectionString]);
        for (var kill = 0; kill < Kills; kill += 2)
        {
            await using var node = await NodeProcess.StartAsync(_data.Path, postgres: database);
            using var api = new NodeApi(node.Address);
            await api.BehaveAsync("mail", new ServiceBehaviour(Failures: 5), default);
            await using var traffic = new Traffic(node.Address, $"k{kill}", "journal-unavailable", "overloaded");
            traffic.Begin(starting: 6, waiting: 6);
            await traffic.UntilMoreAcknowledgedAsync(30);

            server.Kill();
            server.Start();
            var watch = Stopwatch.StartNew();
            await traffic.UntilMoreAcknowledgedAsync(30);
            output.WriteLine($"kill {kill}: 30 more starts {watch.Elapsed.TotalSeconds:0.00} s after the database was back");

            await node.KillAsync();
            await traffic.DisposeAsync();
            Assert.Empty(traffic.Oddities);
            _tried.AddRange(traffic.Tried);
            _acknowledged.AddRange(traffic.Acknowledged);
        }

        await using var last = await NodeProcess.StartAsync(_data.Path, postgres: database);
        using var lastApi = new NodeApi(last.Address);
        var unknown = await UnknownAsync(last.Address);
        Assert.Empty(_acknowledged.Intersect(unknown));
        var ended = new List<TransactionDto>();
        foreach (var id in _tried.Except(unknown))
            ended.Add(await lastApi.UntilAsync(id, Polling.HasEnded));
        var ledgers = (await lastApi.LedgersAsync(default)).ToLookup(entry => entry.Row.TransactionId);
        var violations = ended.SelectMany(transaction => Invariants.Violations(transaction, [.. ledgers[transaction.Id]])).ToList();
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations.Take(20)));
        Assert.Empty(ledgers.Select(rows => rows.Key).Intersect(unknown));
        output.WriteLine($"{_acknowledged.Count} acknowledged of {_tried.Count}, {ended.Count} ended, {unknown.Count} never began");
    }

    /// <summary>Those of which nothing was stored: their starts were not acknowledged, then, and did nothing.</summary>
    private async Task<HashSet<string>> UnknownAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        HashSet<string> unknown = [];
        foreach (var id in _tried)
        {
            using var response = await http.GetAsync($"/transactions/{id}");
            if (response.StatusCode == HttpStatusCode.NotFound)
                unknown.Add(id);
        }
        return unknown;
    }
}
