using Microsoft.Data.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>F59: two real processes and one database.</summary>
public abstract class LeaseProcessConformance(LeasedStores stores, string server = "") : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-lease-");

    private string[] Ledger => LeasedNodeProgram.LedgerIn(_folder.FullName);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_the_second_of_two_nodes_is_refused_with_the_name_of_the_first()
    {
        await using var first = await StartedAsync("first", "3s");
        await using var second = Node("second", "3s");

        var refused = await second.SaysAsync("refused: ");

        Assert.Contains("is owned by another node, first-", refused, StringComparison.Ordinal);
        Assert.Contains($"(process {first.Id} on {Environment.MachineName}), since ", refused, StringComparison.Ordinal);
        Assert.Contains("Stop that node first", refused, StringComparison.Ordinal);
        first.Tell("t-1");
        await first.SaysAsync("accepted t-1");
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_after_an_orderly_stop_the_next_node_starts_although_the_lease_had_an_hour_to_go()
    {
        await using var first = await StartedAsync("first", "1h");
        first.Tell("t-1");
        await UntilAsync(() => Ledger.Contains("first t-1/two/execute"));
        Assert.Equal(0, await first.StopAsync());

        OpenTheGate();
        await using var second = await StartedAsync("second", "1h");

        await UntilAsync(() => Ledger.Contains("second t-1/three/execute"));
        Assert.DoesNotContain("no sign of life", second.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_after_a_kill_the_next_node_starts_at_once_and_finishes_what_was_open()
    {
        string[] ids = [.. Enumerable.Range(1, 10).Select(i => $"t-{i:00}")];
        await using var first = await StartedAsync("first", "1h");
        foreach (var id in ids)
            first.Tell(id);
        foreach (var id in ids)
            await first.SaysAsync($"accepted {id}");
        await first.KillAsync();

        OpenTheGate();
        // The lease had an hour to go.
        await using var second = await StartedAsync("second", "1h");

        await Eventually.IsAsync(() => Task.FromResult(Ledger), lines => ids.All(id => lines.Contains($"second {id}/three/execute")),
            lines => $"{string.Join(Environment.NewLine, lines)}{Environment.NewLine}{second.Output}");
        Assert.DoesNotContain("no sign of life", second.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    [Trait("failure", "F50")]
    public async Task F59_a_node_that_was_paused_for_longer_than_its_lease_issues_nothing_once_another_has_taken_over()
    {
        string[] ids = [.. Enumerable.Range(1, 10).Select(i => $"t-{i:00}")];
        await using var first = await StartedAsync("first", "2s");
        foreach (var id in ids)
            first.Tell(id);
        foreach (var id in ids)
            await first.SaysAsync($"accepted {id}");
        // Four are in their second step; the others wait for a slot, there or in their first.
        await UntilAsync(() => Ledger.Count(line => line.EndsWith("/two/execute", StringComparison.Ordinal)) == 4);
        await PauseAsync(first);

        await using var second = await StartedAsync("second", "2s");
        Assert.Contains("is owned by first-", await second.SaysAsync("log: The database"), StringComparison.Ordinal);
        OpenTheGate();
        await UntilAsync(() => ids.All(id => Ledger.Contains($"second {id}/three/execute")));
        var byTheFirst = Ledger.Where(line => line.StartsWith("first", StringComparison.Ordinal)).ToArray();

        await first.SignalAsync("CONT");
        await first.SaysAsync("log: This node does not own the database");
        first.Tell("t-11");
        // Who has taken it over it says only once it has looked.
        Assert.Contains("does not own the database", await first.SaysAsync("rejected t-11: "), StringComparison.Ordinal);
        second.Tell("t-12");
        await second.SaysAsync("accepted t-12");
        // Whatever it still had to do it would have done by its end.
        Assert.Equal(0, await first.StopAsync());

        Assert.Equal(byTheFirst, Ledger.Where(line => line.StartsWith("first", StringComparison.Ordinal)));
        Assert.DoesNotContain(Ledger, line => line.Contains("t-11", StringComparison.Ordinal));
        Assert.Single(first.Output.Split(Environment.NewLine), line => line.Contains("does not own", StringComparison.Ordinal)
            && line.StartsWith("log:", StringComparison.Ordinal));
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_a_node_that_was_paused_while_nobody_else_came_goes_on()
    {
        // Long enough for a busy machine to renew it.
        await using var first = await StartedAsync("first", "3s");
        first.Tell("t-1");
        await UntilAsync(() => Ledger.Contains("first t-1/two/execute"));
        await PauseAsync(first);
        await Task.Delay(TimeSpan.FromSeconds(3.5));   // longer than its lease
        OpenTheGate();
        await first.SignalAsync("CONT");

        await UntilAsync(() => Ledger.Contains("first t-1/three/execute"));
        await first.SaysAsync("log: The lease of the database");
        Assert.Single(Ledger, "first t-1/two/execute");
    }

    private LeasedNode Node(string name, string duration) => new(name, _folder.FullName, stores, server, duration);

    private async Task<LeasedNode> StartedAsync(string name, string duration)
    {
        var node = Node(name, duration);
        await node.SaysAsync("started");
        return node;
    }

    /// <summary>Not in the middle of a write to a file: that would lock out every other process for as long as it is paused.</summary>
    private async Task PauseAsync(LeasedNode node)
    {
        await node.SignalAsync("STOP");
        while (!Directory.GetFiles(_folder.FullName, "*.db").All(CanBeWritten))
        {
            await node.SignalAsync("CONT");
            await Task.Delay(20);
            await node.SignalAsync("STOP");
        }
    }

    private static bool CanBeWritten(string file)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=1");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE; ROLLBACK";
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private void OpenTheGate() => File.WriteAllText(LeasedNodeProgram.GateIn(_folder.FullName), "");

    private static Task UntilAsync(Func<bool> condition) => Eventually.IsAsync(() => Task.FromResult(condition()), isTrue => isTrue);
}

public sealed class SqliteLeaseProcesses() : LeaseProcessConformance(LeasedStores.Sqlite);

public sealed class PostgresLeaseProcesses() : LeaseProcessConformance(LeasedStores.Postgres, new PostgresTestStore().ConnectionString);

public sealed class SeparateSqliteIndexLeaseProcesses() : LeaseProcessConformance(LeasedStores.IndexOnSqlite);

public sealed class SeparatePostgresIndexLeaseProcesses()
    : LeaseProcessConformance(LeasedStores.IndexOnPostgres, new PostgresTestStore().ConnectionString);
