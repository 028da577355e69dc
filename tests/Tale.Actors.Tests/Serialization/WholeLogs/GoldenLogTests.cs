using Tale.Actors.Core;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// Whole logs of the second format, from their bytes to their end. A new one is written by
/// <c>TALE_WRITE_GOLDEN=1 dotnet test tests/Tale.Actors.Tests --filter Golden</c>, from its story in <see cref="Format2Logs"/>.
/// </summary>
public sealed class GoldenLogTests
{
    private const int Format = 2;

    public static TheoryData<string> Names => [.. Format2Expected.All.Keys];

    [Fact]
    public void Every_log_is_stored_and_has_its_story_and_its_expectation()
    {
        foreach (var (name, story) in Format2Logs.Stories.Where(story => !File.Exists(WholeLog.FileOf(story.Key, Format))))
        {
            if (Environment.GetEnvironmentVariable("TALE_WRITE_GOLDEN") != "1")
                Assert.Fail($"The log '{name}' is not stored. If it is new, write it: TALE_WRITE_GOLDEN=1 dotnet test tests/Tale.Actors.Tests --filter Golden");
            File.WriteAllLines(WholeLog.FileOf(name, Format), WholeLog.Of(story().Log).Lines);
        }
        Assert.Equal(WholeLog.NamesOf(Format).Order(), Format2Logs.Stories.Keys.Order());
        Assert.Equal(WholeLog.NamesOf(Format).Order(), Format2Expected.All.Keys.Order());
    }

    [Fact]
    public void Every_kind_of_event_is_in_a_stored_log()
    {
        var stored = WholeLog.NamesOf(Format).SelectMany(name => WholeLog.Of(name, Format).Events).Select(e => e.GetType().Name).ToHashSet();
        var kinds = EventSamples.All.Select(e => e.GetType().Name).ToHashSet();
        Assert.True(kinds.IsSubsetOf(stored), $"A story in Format2Logs is missing for: {string.Join(", ", kinds.Except(stored))}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_reads_as_its_definition_and_is_written_in_the_same_bytes(string name)
    {
        var log = WholeLog.Of(name, Format);
        var started = Assert.IsType<Event.TransactionStarted>(log.Events[0]);

        Assert.Equal(Format, started.Format);
        Assert.Equal(Format2Definitions.All.Single(definition => definition.Name == started.Definition).Hash, started.Hash);
        Assert.DoesNotContain(log.Events, e => e is Event.Unreadable);
        Assert.Equal(log.Lines, log.Written);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_stands_where_it_stood(string name)
    {
        var log = WholeLog.Of(name, Format);
        var reader = log.Read(Format2Definitions.All);

        Assert.Null(reader.Problem);
        Assert.Equal(Format2Expected.All[name].Stands, Standing.Of(reader.State!, log.LastAt));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_goes_on_to_its_end(string name)
    {
        var log = WholeLog.Of(name, Format);

        var continued = new Continued(log.Read(Format2Definitions.All).State!, log.LastAt.AddSeconds(1));

        Assert.Equal(Format2Expected.All[name].GoesOn, $"{continued.Done} => {continued.State.Status}");
    }
}
