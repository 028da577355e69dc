using Tale.Actors.Core;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>Whole logs of the first format, from their bytes to their end: what they say today is what they always said.</summary>
public sealed class WholeLogTests
{
    public static TheoryData<string> Names => [.. WholeLog.Names];

    [Fact]
    public void Every_log_has_its_expectation() => Assert.Equal(Expected.All.Keys.Order(), WholeLog.Names.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void It_reads_as_the_definition_of_the_first_format_and_is_written_in_the_same_bytes(string name)
    {
        var log = WholeLog.Of(name);
        var started = Assert.IsType<Event.TransactionStarted>(log.Events[0]);

        Assert.Equal(new LogDefinitions().All.Single(definition => definition.Name == started.Definition).LegacyHash, started.Hash);
        Assert.DoesNotContain(log.Events, e => e is Event.Unreadable);
        Assert.Equal(log.Lines, log.Written);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_stands_where_it_stood(string name)
    {
        var log = WholeLog.Of(name);
        var reader = log.Read(new LogDefinitions().All);

        Assert.Null(reader.Problem);
        Assert.Equal(Expected.All[name].Stands, Standing.Of(reader.State!, log.LastAt));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_goes_on_to_its_end(string name)
    {
        var log = WholeLog.Of(name);

        var continued = new Continued(log.Read(new LogDefinitions().All).State!, log.LastAt.AddSeconds(1));

        Assert.Equal(Expected.All[name].GoesOn, $"{continued.Done} => {continued.State.Status}");
    }
}
