namespace Tale.Actors.Benchmarks.Cases;

/// <param name="Kind">Steps, branches, items or blocks.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">Allocated for each.</param>
internal sealed record GrowthPoint(string Kind, int Count, long Bytes);
