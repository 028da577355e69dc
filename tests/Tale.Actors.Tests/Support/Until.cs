using System.Diagnostics;

namespace Tale.Actors.Tests.Support;

/// <summary>Polls for what has no event to wait for.</summary>
internal static class Until
{
    public static async Task<T> IsAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(watch.Elapsed < TaleSystem.Patience, $"It never became so; the last value was {value}.");
            await Task.Yield();
        }
    }

    public static Task IsTrueAsync(Func<bool> condition) => IsAsync(
        async () =>
        {
            await Task.Delay(1);
            return condition();
        },
        isTrue => isTrue);
}

/// <summary>Tests that measure time: none of them runs beside another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}
