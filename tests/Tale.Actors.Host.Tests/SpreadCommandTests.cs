using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Several databases on the command line.</summary>
public sealed class SpreadCommandTests
{
    [SkippableFact]
    public async Task The_demo_runs_in_two_databases_and_the_command_spreads_logs_over_three()
    {
        var databases = new[] { new PostgresDatabase(), new PostgresDatabase(), new PostgresDatabase() };
        var demo = await HostProgram.RunWithAsync(
            new Dictionary<string, string> { [PostgresConnections.Variable] = string.Join('\n', databases.Take(2).Select(database => database.ConnectionString)) }, "demo");
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        Assert.All(databases.Take(2), database => Assert.Equal(0, database.Scalar("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'tale%'")));

        var two = await SpreadAsync(databases[0], databases[1]);
        Assert.True(two.ExitCode == 0, two.Errors);
        var three = await SpreadAsync(databases);
        Assert.True(three.ExitCode == 0, three.Errors);
        Assert.Contains("All logs are where they belong", three.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresDatabase.Canary, three.Output, StringComparison.Ordinal);
        Assert.All(databases, database => Assert.Equal(3, database.Scalar("SELECT databases FROM tale_layout WHERE moving_to IS NULL")));

        Assert.Contains("is no. 2", HostProgram.Refusal(1, await SpreadAsync(databases[1], databases[0], databases[2])), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task One_database_is_none_to_spread_over() =>
        Assert.Contains("for one more at least", HostProgram.Refusal(2, await SpreadAsync(new PostgresDatabase())), StringComparison.Ordinal);

    private static Task<(int ExitCode, string Output, string Errors)> SpreadAsync(params PostgresDatabase[] databases) =>
        HostProgram.RunAsync(["spread", .. databases.SelectMany(database => new[] { "--postgres", database.ConnectionString })]);
}
