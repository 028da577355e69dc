using Akka.Persistence;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>
/// Whatever call to the database fails, and however: nothing acknowledged is lost, nothing is doubled, and the journal comes back.
/// </summary>
public abstract class FaultConformance : JournalTests
{
    private const int Ledgers = 4;
    private const int Target = 4;
    private const string Quick = "probe-delay = 5ms, max-probe-delay = 20ms";

    private readonly FaultyStore _faults;

    protected FaultConformance(ITestStore store) : this(store, FaultyJournal.Use(store, out var faults, Quick), faults) { }

    private FaultConformance(ITestStore store, string settings, FaultyStore faults) : base(store, settings) => _faults = faults;

    [SkippableTheory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AfterCommit)]
    [InlineData(Fault.Refused)]
    [Trait("failure", "F19")]
    [Trait("failure", "F23")]
    public async Task A_fault_at_any_call_loses_and_doubles_nothing(Fault fault)
    {
        var faulted = 0;
        for (var call = 1; call <= 25; call++)
        {
            _faults.FailAt(call, fault);
            await Task.WhenAll(Enumerable.Range(0, Ledgers).Select(i => FillAsync($"{Id}-{call}-{i}")));
            faulted += _faults.HasFailed ? 1 : 0;
        }
        Assert.InRange(faulted, 4, 25);   // a run without a fault has at least as many commits as a ledger has numbers
    }

    [SkippableFact]
    [Trait("failure", "F23")]
    public void A_write_that_was_committed_and_reported_as_failed_is_recovered_and_not_doubled()
    {
        Write(Id, 1, "a");
        _faults.FailAt(1, Fault.AfterCommit);

        Send(Id, 2, "b").Failure();

        AwaitAssert(() => Write($"{Id}-other", 1, "the journal is back"), TimeSpan.FromSeconds(60));
        Assert.Equal(["a", "b"], Replay(Id).Payloads);
        Assert.IsType<StaleWriteException>(Send(Id, 2, "b again").Failure());
        Assert.Equal(["a", "b"], Replay(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F19")]
    public void A_write_to_a_broken_database_fails_and_the_journal_comes_back_by_itself()
    {
        Write($"{Id}-other", 1, "connected");
        _faults.FailAt(1, Fault.Before);

        Assert.IsType<IOException>(Send(Id, 1, "a").Failure());

        AwaitAssert(() => Assert.True(Send(Id, 1, "a").Succeeded()), TimeSpan.FromSeconds(60));
        Assert.Equal(["a"], Replay(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F26")]
    public void Innocent_writes_that_meet_an_outage_are_told_of_it_and_not_of_the_culprit()
    {
        Write(Id, 1, "taken");
        _faults.Hang();
        var first = Send(Id, 2, "keeps the writer busy while the others queue up");
        AwaitAssert(() => Assert.Equal(1, _faults.Waiting));
        var culprit = Send(Id, 1, "stale");
        var innocents = new[] { Send($"{Id}-a", 1, "x"), Send($"{Id}-b", 1, "x") };
        Replay($"{Id}-unknown");   // answered after the journal has seen every write
        _faults.FailAt(4, Fault.Before);   // the busy one, the three together, the culprit alone, and then
        _faults.Release();

        Assert.True(first.Succeeded());
        Assert.IsType<StaleWriteException>(culprit.Failure());
        Assert.All(innocents, innocent => Assert.IsType<IOException>(innocent.Failure()));
    }

    [SkippableFact]
    [Trait("failure", "F19")]
    public async Task The_health_check_writes_to_the_database()
    {
        Write(Id, 1, "connected");
        Assert.Equal(PersistenceHealthStatus.Healthy, await HealthAsync());

        _faults.FailAt(1, Fault.Before);

        Assert.Equal(PersistenceHealthStatus.Unhealthy, await HealthAsync());
        await AwaitAssertAsync(async () => Assert.Equal(PersistenceHealthStatus.Healthy, await HealthAsync()), TimeSpan.FromSeconds(60));
    }

    private async Task<PersistenceHealthStatus> HealthAsync() =>
        (await Persistence.Instance.Apply(Sys).CheckJournalHealthAsync(Store.PluginId)).Status;

    private async Task FillAsync(string id)
    {
        var acknowledged = new List<int>();
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (acknowledged.LastOrDefault() < Target)
        {
            if (await Sys.AddToLedgerAsync(id) is { } number)
                acknowledged.Add(number);
            Assert.True(DateTime.UtcNow < deadline, $"{id} has only {string.Join(", ", acknowledged)}");
        }
        // The number before the last acknowledged one may have been stored without anybody being told: then the log went on from there.
        Assert.Equal(Enumerable.Range(1, acknowledged[^1]).Cast<object>(), Replay(id).Payloads);
        Assert.Equal(acknowledged.Distinct(), acknowledged);
    }
}
