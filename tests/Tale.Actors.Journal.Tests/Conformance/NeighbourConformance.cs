using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>A database error of any kind that one row causes is its own write's; one that all rows cause is an outage.</summary>
public abstract class NeighbourConformance(ITestStore store)
    : JournalTests(store, $"akka.loglevel = INFO \n {store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}")
{
    /// <summary>Statements that make the database refuse one log's events from now on, each in another way.</summary>
    protected abstract IReadOnlyList<string> Refuse(string persistenceId);

    /// <summary>Makes the database refuse all events from now on.</summary>
    protected abstract string RefuseAll { get; }

    /// <summary>Undoes <see cref="RefuseAll"/>.</summary>
    protected abstract string RefuseNone { get; }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("failure", "F64")]
    public void A_row_that_the_database_refuses_fails_its_own_write_and_no_neighbours(int way)
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        Store.Execute(Refuse(Id)[way]);

        var innocents = Enumerable.Range(0, 60).Select(i => (Id: $"{Id}-{i}", Sent: Send($"{Id}-{i}", 1, "a", "b"))).ToList();
        var culprit = Send(Id, 2, "refused");
        innocents.AddRange(Enumerable.Range(60, 60).Select(i => (Id: $"{Id}-{i}", Sent: Send($"{Id}-{i}", 1, "a", "b"))));

        Assert.IsNotType<StaleWriteException>(culprit.Failure());   // nobody else has written this log
        Assert.All(innocents, innocent => Assert.True(innocent.Sent.Succeeded()));
        Assert.All(innocents, innocent => Assert.Equal(["a", "b"], Replay(innocent.Id).Payloads));
        Assert.Equal(["before"], Replay(Id).Payloads);
        Assert.NotNull(Send(Id, 2, "refused again").Failure());
        Write($"{Id}-later", 1, "the gate has allowed it all the time");
        log.AssertQuiet();
    }

    [SkippableFact]
    [Trait("failure", "F64")]
    [Trait("failure", "F19")]
    public void A_database_that_refuses_every_row_is_an_outage_from_the_first_write_to_the_mending()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        Store.Execute(RefuseAll);

        Assert.NotNull(Send(Id, 2, "the first that meets it").Failure());
        AssertAnOutage(log, "planned");
        Store.Execute(RefuseNone);

        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        log.AssertQuiet();
    }
}
