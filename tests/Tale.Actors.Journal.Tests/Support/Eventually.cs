using System.Diagnostics;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Polls for what nobody announces.</summary>
internal static class Eventually
{
    /// <summary>What no test waits longer for. Nothing takes that long unless it hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> IsAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(watch.Elapsed < Patience, $"It never became so; the last value was {value?.ToString() ?? "null"}.");
            await Task.Delay(10);
        }
    }
}
