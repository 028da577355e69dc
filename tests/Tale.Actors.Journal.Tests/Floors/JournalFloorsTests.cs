using Tale.Actors.Journal.Hosting;
using Tale.Actors.Tests.Shared;

namespace Tale.Actors.Journal.Tests.Floors;

public sealed class JournalFloorsTests
{
    private static readonly string[][] _floors =
    [
        ["Tale.Actors.Journal.Hosting"],
        ["Tale.Actors.Journal.Sqlite", "Tale.Actors.Journal.Postgres"],
        ["Tale.Actors.Journal.Plugin"],
        ["Tale.Actors.Journal.GroupCommit", "Tale.Actors.Journal.Leases"],
        ["Tale.Actors.Journal.Storage", "Tale.Actors.Journal.Telemetry"],
    ];

    [Fact]
    public void Arrows_of_the_journal_go_down_and_no_store_names_another() =>
        Assert.Empty(AssemblyFloors.Of(typeof(JournalHostingExtensions).Assembly).Problems(_floors));
}
