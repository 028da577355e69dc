using System.Diagnostics;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Polls for what nobody announces.</summary>
internal static class Eventually
{
    /// <summary>What no test waits longer for. Nothing takes that long unless it hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="describe">What is to be known of the last value if it is not the one that was waited for.</param>
    public static async Task<T> IsAsync<T>(Func<Task<T>> read, Func<T, bool> condition, Func<T, string?>? describe = null)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var value = await read();
            if (condition(value))
                return value;
            if (watch.Elapsed >= Patience)
                Assert.Fail($"It never became so; the last value was {describe?.Invoke(value) ?? value?.ToString() ?? "null"}.");
            await Task.Delay(10);
        }
    }
}
