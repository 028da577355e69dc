namespace Tale.Actors.Definitions;

/// <summary>The longest rising subsequence, in n log n steps.</summary>
internal static class LongestRise
{
    /// <returns>The indices of its numbers.</returns>
    public static HashSet<int> Of(IReadOnlyList<int> numbers)
    {
        // For each length so far, the index of the smallest number in which a rise of that length ends.
        List<int> ends = [];
        var before = new int[numbers.Count];
        for (var index = 0; index < numbers.Count; index++)
        {
            var length = FirstNotBelow(ends, numbers, numbers[index]);
            before[index] = length == 0 ? -1 : ends[length - 1];
            if (length == ends.Count)
                ends.Add(index);
            else
                ends[length] = index;
        }
        HashSet<int> rise = [];
        for (var index = ends.Count == 0 ? -1 : ends[^1]; index >= 0; index = before[index])
            rise.Add(index);
        return rise;
    }

    private static int FirstNotBelow(List<int> ends, IReadOnlyList<int> numbers, int number)
    {
        var (low, high) = (0, ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (numbers[ends[middle]] < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
