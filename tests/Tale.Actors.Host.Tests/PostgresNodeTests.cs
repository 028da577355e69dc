using System.Net;
using System.Text;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Tests.Support;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>A node with its journal on a real PostgreSQL server, and the demo there.</summary>
public sealed class PostgresNodeTests : IDisposable
{
    private const string Booking = """{"id":"t","state":{"customerId":"ada","amount":10}}""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableFact]
    public async Task A_node_on_PostgreSQL_keeps_its_transactions_there()
    {
        var database = new PostgresDatabase();
        var node = new RunningNode { Configure = options => options with { Postgres = database.Connection } };
        await node.InitializeAsync();
        var outcome = await (await node.PostAsync("/transactions/book-holiday?wait=60s", Booking)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        Assert.Equal(1, database.Scalar("SELECT count(*) FROM tale_transaction"));
        Assert.False(File.Exists(Path.Combine(node.DataDirectory, "tale.db")));

        await node.RestartAsync();
        Assert.Equal("completed", (await node.GetAsync("/transactions/t")).GetProperty("status").GetString());
        await node.DisposeAsync();
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_A_second_node_on_one_database_ends_with_1_and_names_the_first()
    {
        var database = new PostgresDatabase();
        var node = new RunningNode { Configure = options => options with { Postgres = database.Connection } };
        await node.InitializeAsync();

        var line = await HostProgram.RefusesAsync(1, "--data", Data, "--urls", "http://127.0.0.1:0", "--postgres", database.ConnectionString);

        Assert.Contains($"The database {database.Name} on ", line, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId} on {Environment.MachineName})", line, StringComparison.Ordinal);
        Assert.Contains("Stop that node first", line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, line, StringComparison.Ordinal);
        await node.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F42_The_program_takes_the_database_from_its_option_or_the_environment_and_never_shows_the_password(bool isOption)
    {
        var database = new PostgresDatabase();
        string[] log = ["--log", "trace"];
        await using var node = isOption
            ? await NodeProcess.StartAsync(Data, [.. log, "--postgres", database.ConnectionString])
            : await NodeProcess.StartAsync(Data, log, database.Connection);
        using var http = new HttpClient { BaseAddress = node.Address };
        using var booking = new StringContent(Booking, Encoding.UTF8, "application/json");
        await (await http.PostAsync("/transactions/book-holiday?wait=60s", booking)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(0, await node.StopAsync());
        Assert.Equal(1, database.Scalar("SELECT count(*) FROM tale_transaction"));
        Assert.NotEqual("", node.Errors);
        Assert.DoesNotContain(PostgresDatabase.Canary, node.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_option_wins_over_the_environment()
    {
        var (database, other) = (new PostgresDatabase(), new PostgresDatabase());
        await using var node = await NodeProcess.StartAsync(Data, ["--postgres", database.ConnectionString], other.Connection);
        using var http = new HttpClient { BaseAddress = node.Address };
        using var booking = new StringContent(Booking, Encoding.UTF8, "application/json");
        await (await http.PostAsync("/transactions/book-holiday?wait=60s", booking)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(1, database.Scalar("SELECT count(*) FROM tale_transaction"));
        Assert.Equal(0, other.Scalar("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'tale%'"));
    }

    [SkippableTheory]
    [InlineData("Database=there_is_none;Username=tale", "there_is_none")]
    [InlineData("Database=postgres;Username=nobody_knows", "nobody_knows")]
    public async Task A_database_that_refuses_the_node_ends_with_1_and_is_named(string connection, string named)
    {
        var text = $"Host={PostgresServer.Shared.Folder};Password={PostgresDatabase.Canary};{connection}";
        var line = await HostProgram.RefusesAsync(1, "--data", Data, "--urls", "http://127.0.0.1:0", "--postgres", text);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("--postgres", line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Username=tale;Password=" + PostgresDatabase.Canary)]
    [InlineData("Host=db;Pasword=" + PostgresDatabase.Canary)]
    [InlineData("postgres://tale:" + PostgresDatabase.Canary + "@db/tale")]
    public async Task A_connection_string_that_is_none_ends_with_2_and_is_not_repeated(string text)
    {
        var line = await HostProgram.RefusesAsync(2, "--data", Data, "--postgres", text);
        Assert.Contains("Host=localhost;Database=tale", line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, line, StringComparison.Ordinal);

        var environment = new Dictionary<string, string> { [PostgresConnections.Variable] = text };
        if (text.Length > 0)
            HostProgram.Refusal(2, await HostProgram.RunWithAsync(environment, "--data", Data));
        Assert.False(Directory.Exists(Data));
    }

    [SkippableTheory]
    [InlineData(true, "demo")]
    [InlineData(false, "demo")]
    [InlineData(true, "demo", "--crash")]
    [InlineData(true, "demo", "--operator")]
    [InlineData(true, "demo", "--cluster")]
    public async Task The_demo_ends_well_on_PostgreSQL_and_leaves_nothing_there(bool isOption, params string[] arguments)
    {
        var database = new PostgresDatabase();
        var (exitCode, output, errors) = isOption
            ? await HostProgram.RunAsync([.. arguments, "--postgres", database.ConnectionString])
            : await HostProgram.RunWithAsync(
                new Dictionary<string, string> { [PostgresConnections.Variable] = database.ConnectionString }, arguments);
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("Every service holds exactly what it should.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, output + errors, StringComparison.Ordinal);
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'tale%'"));
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tale%'"));
        // The server has seen the demo: its connections were made there.
        Assert.True(database.Scalar($"SELECT xact_commit FROM pg_stat_database WHERE datname = '{database.Name}'") > 10);
    }

    [Fact]
    public async Task A_demo_whose_database_is_not_there_says_so_in_one_line()
    {
        var text = $"Host={_directory.FullName};Username=tale;Password={PostgresDatabase.Canary}";
        var (exitCode, _, errors) = await HostProgram.RunAsync("demo", "--postgres", text);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("--postgres", line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_samples_and_with_PostgreSQL_a_node_has_no_definitions_no_services_and_no_files()
    {
        var database = new PostgresDatabase();
        var node = new RunningNode { Configure = options => options with { Postgres = database.Connection, HasSamples = false } };
        await node.InitializeAsync();
        Assert.False(Directory.Exists(node.DataDirectory));
        await ShouldHaveNoSamplesAsync(node);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Without_samples_a_node_has_no_definitions_no_services_and_no_ledgers()
    {
        var node = new RunningNode { Configure = options => options with { HasSamples = false } };
        await node.InitializeAsync();
        Assert.False(File.Exists(Path.Combine(node.DataDirectory, "holiday.db")));
        await ShouldHaveNoSamplesAsync(node);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Without_samples_the_program_has_no_definitions_no_services_and_no_ledgers()
    {
        await using var node = await NodeProcess.StartAsync(Data, ["--no-samples"]);
        using var http = new HttpClient { BaseAddress = node.Address };
        var definitions = await (await http.GetAsync("/definitions")).JsonAsync(HttpStatusCode.OK);
        Assert.Empty(definitions.GetProperty("definitions").EnumerateArray());
        await (await http.GetAsync("/samples/holiday/mail")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.False(File.Exists(Path.Combine(Data, "holiday.db")));
    }

    [Fact]
    public async Task Without_samples_there_is_nobody_to_call_their_services()
    {
        var line = await HostProgram.RefusesAsync(
            2, "--data", Data, "--no-samples", "--holiday-service", "hotels=http://localhost:1");
        Assert.Contains("--no-samples", line, StringComparison.Ordinal);
    }

    private static async Task ShouldHaveNoSamplesAsync(RunningNode node)
    {
        Assert.Empty((await node.GetAsync("/definitions")).GetProperty("definitions").EnumerateArray());
        await (await node.Http.GetAsync("/samples/holiday/mail")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        var problem = await (await node.PostAsync("/transactions/book-holiday", Booking)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Contains("this node has none", problem.Detail(), StringComparison.Ordinal);
    }
}
