namespace Tale.Actors.Journal.Storage;

/// <summary>
/// A log's persistence id falls into one of a fixed number of buckets, and each bucket is in one of the databases (docs/adr/0110). What stands here
/// stands in databases too: neither the hash, nor the number, nor who has what may ever change.
/// </summary>
internal static class Buckets
{
    public const int Number = 1_024;

    /// <summary>The most databases. Each has sixteen buckets then, and as many transactions as any other within a quarter or so.</summary>
    public const int MaxDatabases = 64;

    /// <summary>FNV-1a over the characters, mixed once more: ids that differ in their last digits are to be far apart.</summary>
    public static int Of(string persistenceId)
    {
        var hash = 2_166_136_261u;
        foreach (var character in persistenceId)
            hash = (hash ^ character) * 16_777_619u;
        hash ^= hash >> 16;
        hash *= 0x85EB_CA6Bu;
        hash ^= hash >> 13;
        hash *= 0xC2B2_AE35u;
        hash ^= hash >> 16;
        return (int)(hash % Number);
    }

    /// <summary>
    /// The database of each bucket. They differ by one bucket at most; one database more takes its share from the others, and nothing else moves.
    /// </summary>
    public static int[] Spread(int databases)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(databases, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(databases, MaxDatabases);
        var places = new int[Number];
        var sizes = new int[databases];
        sizes[0] = Number;
        for (var added = 1; added < databases; added++)
        {
            for (var share = Number / (added + 1); sizes[added] < share; sizes[added]++)
            {
                var fullest = Array.IndexOf(sizes, sizes.Max());
                places[Array.LastIndexOf(places, fullest)] = added;
                sizes[fullest]--;
            }
        }
        return places;
    }
}
