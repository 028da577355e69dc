using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.SeveralDatabases;

public sealed class BucketsTests
{
    /// <summary>What stands in databases is found by this.</summary>
    [Theory]
    [InlineData("", 11)]
    [InlineData("tale-t-1", 991)]
    [InlineData("tale-order:4711", 823)]
    [InlineData("tale-ä€𝄞", 988)]
    public void An_id_falls_into_the_bucket_that_it_always_fell_into(string id, int bucket) => Assert.Equal(bucket, Buckets.Of(id));

    [Theory]
    [InlineData(2, "0:512 1:512")]
    [InlineData(3, "0:341 1:342 2:341")]
    [InlineData(7, "0:146 1:146 2:146 3:146 4:147 5:147 6:146")]
    public void A_bucket_is_where_it_always_was(int databases, string expected) =>
        Assert.Equal(expected, string.Join(' ', Buckets.Spread(databases).GroupBy(place => place).OrderBy(same => same.Key).Select(same => $"{same.Key}:{same.Count()}")));

    [Fact]
    public void Each_database_more_takes_its_share_from_all_others_and_nothing_else_moves()
    {
        for (var databases = 2; databases <= Buckets.MaxDatabases; databases++)
        {
            var (before, after) = (Buckets.Spread(databases - 1), Buckets.Spread(databases));
            Assert.All(before.Zip(after, (was, now) => (Before: was, After: now)).Where(place => place.Before != place.After), moved => Assert.Equal(databases - 1, moved.After));
            var sizes = after.GroupBy(place => place).Select(same => same.Count()).ToList();
            Assert.Equal(databases, sizes.Count);
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }
    }

    /// <summary>Ids that count, as most do, and those of children and items.</summary>
    [Theory]
    [InlineData("tale-order-{0}")]
    [InlineData("tale-{0}")]
    [InlineData("tale-2026-11-26T{0}:child/a#1")]
    public void Ids_that_differ_in_a_number_are_spread_evenly(string pattern)
    {
        const int Ids = 100_000;
        var buckets = new int[Buckets.Number];
        for (var i = 0; i < Ids; i++)
            buckets[Buckets.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, i))]++;

        // Chance has a standard deviation of ten around 98.
        Assert.InRange(buckets.Min(), 48, 98);
        Assert.InRange(buckets.Max(), 98, 148);
    }
}
