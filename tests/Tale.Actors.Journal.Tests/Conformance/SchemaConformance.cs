using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>The schema comes from numbered scripts, and a database that would not fence stale owners is refused.</summary>
public abstract class SchemaConformance(ITestStore store) : IDisposable
{
    private static readonly StoredEvent _event = new(1, 4, "", [1, 2, 3], WriterId.Encode("w"), 1, null);

    /// <summary>Statements that take the unique key from the events and keep the rows.</summary>
    protected abstract string DropEventKey { get; }

    /// <summary>Statements that take the unique key from the persistence ids and keep the rows.</summary>
    protected abstract string DropIdKey { get; }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public void Opening_again_changes_nothing()
    {
        using (var writer = store.Open().OpenWriter())
            writer.Write([new EventWrite("a", [_event], null)]);
        using (store.Open().OpenWriter()) { }

        using var reader = store.Open().OpenReader();

        Assert.Equal([1, 0], reader.HighestSequenceNrs(["a", "b"]));
    }

    [SkippableFact]
    public async Task Whoever_comes_first_creates_the_schema_and_the_others_wait()
    {
        // Writers and readers at once, as when an actor recovers while its journal starts.
        using var start = new Barrier(8);
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew<IDisposable>(
            () =>
            {
                start.SignalAndWait();
                return i % 2 == 0 ? store.Open().OpenWriter() : store.Open().OpenReader();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(opened, connection => connection.Dispose());
    }

    [SkippableFact]
    public void A_database_without_the_unique_key_of_events_is_refused_with_advice()
    {
        using (store.Open().OpenWriter()) { }
        store.Execute(DropEventKey);

        AssertRefused("sequence_nr");
    }

    [SkippableFact]
    public void A_database_without_the_unique_key_of_ids_is_refused_with_advice()
    {
        using (store.Open().OpenWriter()) { }
        store.Execute(DropIdKey);

        AssertRefused("persistence_id");
    }

    [SkippableFact]
    public void A_database_of_a_newer_version_is_refused_with_advice()
    {
        using (store.Open().OpenWriter()) { }
        store.Execute("INSERT INTO tale_schema_version (version) VALUES (999)");

        AssertRefused("999");
    }

    private void AssertRefused(string reason)
    {
        Assert.Contains(reason, Assert.Throws<JournalSchemaException>(() => store.Open().OpenWriter()).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<JournalSchemaException>(() => store.Open().OpenReader()).Message, StringComparison.Ordinal);
    }
}
