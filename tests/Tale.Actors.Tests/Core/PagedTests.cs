using CsCheck;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core;

/// <summary>A list in pages is a list, whatever is changed and grown, and its older copies stay as they were.</summary>
public sealed class PagedTests
{
    [Fact]
    public void Copies_that_change_and_grow_are_as_plain_arrays_would_be_and_leave_the_older_ones_alone() =>
        Gen.Select(Gen.Int[0, 200], Gen.Select(Gen.Int[0, 400], Gen.Int[1, 9], Gen.Int[0, 3]).Array[0, 12].Array[0, 6]).Sample((count, edits) =>
        {
            var list = Paged<int>.Of(count, 7);
            var expected = Enumerable.Repeat(7, count).ToArray();
            List<(Paged<int> List, int[] Values)> versions = [(list, [.. expected])];
            foreach (var edit in edits)
            {
                var before = list;
                var editor = list.Edit();
                foreach (var (position, value, growth) in edit)
                {
                    if (growth == 0)
                    {
                        editor.Grow(value * 11, 7);
                        expected = [.. expected, .. Enumerable.Repeat(7, value * 11)];
                    }
                    else if (expected.Length > 0)
                    {
                        editor[position % expected.Length] = value;
                        expected[position % expected.Length] = value;
                        Assert.Equal(value, editor[position % expected.Length]);
                    }
                }
                list = editor.Seal();
                versions.Add((list, [.. expected]));
                var differs = list.MayDifferFrom(before).ToHashSet();
                Assert.All(
                    Enumerable.Range(0, expected.Length).Where(i => i >= before.Count || before[i] != list[i]), i => Assert.Contains(i, differs));
                Assert.All(differs, i => Assert.InRange(i, 0, expected.Length - 1));
            }
            foreach (var (version, values) in versions)
                Assert.Equal(values, version);
        }, iter: 2_000);

    [Fact]
    public void What_did_not_change_is_shared()
    {
        var list = Paged<string>.Of(10_000, "");
        var editor = list.Edit();
        editor[5_000] = "changed";
        Assert.Equal(64, editor.Seal().MayDifferFrom(list).Count);
        Assert.Empty(list.MayDifferFrom(list));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Beyond_its_end_there_is_nothing(int position) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Paged<int>.Of(3, 0)[position]);
}
