using BenchmarkDotNet.Running;
using Tale.Actors.Benchmarks.Micro;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The hot paths one by one.</summary>
internal static class MicroCases
{
    public static Task<int> RunAsync(BenchmarkOptions options)
    {
        foreach (var type in new[] { typeof(CoreBenchmarks), typeof(SerializerBenchmarks), typeof(JournalBenchmarks) })
            BenchmarkRunner.Run(type);
        return Task.FromResult(0);
    }
}
