using System.Text;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>Blocks of integers that a restored sequence gives out for a second time.</summary>
public sealed class PostgresBlockTests
{
    [SkippableFact]
    [Trait("failure", "F62")]
    public void Integers_that_are_in_use_after_a_restore_are_not_tried_one_by_one()
    {
        ITestStore store = new PostgresTestStore();
        using var first = store.Open().OpenWriter();
        first.Write([.. Enumerable.Range(0, 20).Select(i => Begin($"first-{i}"))]);
        store.Execute("ALTER SEQUENCE tale_log_block RESTART");
        using var second = store.Open().OpenWriter();

        second.Write([Begin("second")]);

        using var reader = store.Open().OpenReader();
        Assert.Equal([1, 1], reader.HighestSequenceNrs(["second", "first-19"]));
        second.Write([.. Enumerable.Range(0, 20).Select(i => Begin($"second-{i}"))]);
    }

    private static EventWrite Begin(string id) => new(id, [new(1, 4, "", Encoding.UTF8.GetBytes(id), WriterId.Encode("w"), 1, null)], null);
}
