using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>What an orchestrator and an operator are told about the node.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningNode _node = new()
    {
        Configure = options => options with
        {
            Settings = "akka.persistence.journal.tale-sqlite { busy-timeout = 1s, hang-timeout = 1s }\ntale.watchdog.interval = 1s",
        },
    };

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_node_that_works_is_live_and_ready_and_says_since_when()
    {
        var liveAnswer = await _node.Http.GetAsync("/health/live");
        var readyAnswer = await UntilAsync(HttpStatusCode.OK);
        var (live, ready) = (await liveAnswer.JsonAsync(HttpStatusCode.OK), await readyAnswer.JsonAsync(HttpStatusCode.OK));

        Assert.Equal("healthy", live.GetProperty("status").GetString());
        Assert.Equal(["tale.live"], Names(live));
        Assert.Equal("healthy", ready.GetProperty("status").GetString());
        // What was true a minute ago is no answer.
        Assert.All([liveAnswer, readyAnswer], answer => Assert.True(answer.Headers.CacheControl?.NoStore));
        Assert.Equal(["tale.index", "tale.journal", "tale.lease", "tale.stopping", "tale.watchdog"], Names(ready).Order());
        Assert.All(ready.GetProperty("checks").EnumerateArray(), check =>
        {
            Assert.Equal("healthy", check.GetProperty("status").GetString());
            Assert.NotEqual(default, check.GetProperty("since").GetDateTimeOffset());
            Assert.Equal(JsonValueKind.Null, check.GetProperty("action").ValueKind);
        });
        // Since it is so, and not since somebody asked.
        var later = await _node.GetAsync("/health/ready");
        Assert.Equal(Since(ready), Since(later));
    }

    [Fact]
    public async Task A_journal_that_takes_no_write_is_not_ready_until_it_does()
    {
        await UntilAsync(HttpStatusCode.OK);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_node.DataDirectory, "tale.db")};Pooling=False"))
        {
            await other.OpenAsync();
            var holds = other.CreateCommand();
            holds.CommandText = "BEGIN EXCLUSIVE";   // in WAL mode others still read
            await holds.ExecuteNonQueryAsync();

            var problem = await (await UntilAsync(HttpStatusCode.ServiceUnavailable))
                .ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);

            Assert.Equal("not-ready", problem.GetProperty("reason").GetString());
            Assert.Contains("tale.journal: ", problem.Detail(), StringComparison.Ordinal);
            var journal = problem.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "tale.journal");
            Assert.Equal("unhealthy", journal.GetProperty("status").GetString());
            Assert.Contains("database", journal.GetProperty("action").GetString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await _node.Http.GetAsync("/health/live")).StatusCode);
        }
        await UntilAsync(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> UntilAsync(HttpStatusCode status)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var response = await _node.Http.GetAsync("/health/ready");
            if (response.StatusCode == status || clock.Elapsed > Patience)
                return response;
            await Task.Delay(50);
        }
    }

    private static IEnumerable<(string?, DateTimeOffset)> Since(JsonElement health) => health.GetProperty("checks").EnumerateArray()
        .Select(check => (check.GetProperty("name").GetString(), check.GetProperty("since").GetDateTimeOffset())).Order();

    private static IEnumerable<string?> Names(JsonElement health) =>
        health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString());
}
