using Akka.Actor;
using Akka.Actor.Setup;

namespace Tale.Actors.Hosting;

/// <summary>
/// The clock of what surrounds transactions: the journal and its retention, a separate index, the timeouts of <see cref="ITaleClient"/>.
/// Default: <see cref="TimeProvider.System"/>. Transactions themselves (the times of events, backoffs, timeouts of writes) go by the clock of
/// the actor system's scheduler. For an actor system without Akka.Hosting:
/// <c>BootstrapSetup.Create().WithConfig(config).And(new TaleTimeSetup(time))</c>.
/// </summary>
/// <param name="time">
/// The clock. While it stands still no call times out, and a database that was lost is not tried again.
/// </param>
public sealed class TaleTimeSetup(TimeProvider time) : Setup
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time ?? throw new ArgumentNullException(nameof(time));

    /// <summary>The clock of an actor system.</summary>
    internal static TimeProvider Of(ActorSystem system) =>
        system.Settings.Setup.Get<TaleTimeSetup>() is { HasValue: true, Value: var setup } ? setup.Time : TimeProvider.System;
}
