namespace Tale.Actors.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed record BenchmarkOptions(
    string Journal, int InFlight, TimeSpan Duration, TimeSpan Warmup, int Stored, bool Json, string Hocon, string? Picture);
