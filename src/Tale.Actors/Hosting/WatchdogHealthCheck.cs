using System.Globalization;
using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Whether the watchdog looks for what is due as often as it should.</summary>
internal sealed class WatchdogHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    /// <summary>How many intervals may pass between the ends of two turns; one alone is up to 1.25 of them.</summary>
    private const int MaxIntervals = 3;

    protected override string Remedy =>
        "See whether the transaction index answers; if it does, restart the node. Until then what is due is not resumed.";

    protected override Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken) =>
        // Of several databases one that answers is enough: what is due in the others is no better off on another node.
        Task.FromResult(Find(runtime.Pulses.Min(pulse => pulse.Age), runtime.Settings.WatchdogInterval));

    /// <param name="age">How long ago the last turn was completed; null: none was.</param>
    /// <param name="interval">How often there should be one.</param>
    internal HealthFinding Find(TimeSpan? age, TimeSpan interval) => age switch
    {
        null => new HealthFinding("The watchdog has not yet read once what is due.", Remedy),
        { } late when late > MaxIntervals * interval => new HealthFinding($"{Ago(late)}; it should do so every {Seconds(interval)} s.", Remedy),
        { } fine => new HealthFinding($"{Ago(fine)}."),
    };

    private static string Ago(TimeSpan age) => $"The watchdog read what is due {Seconds(age)} s ago";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
