using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Serialization;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>A node that only asks, and one that runs two definitions: <c>echo</c> takes a text, <c>trip</c> a trip.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    internal RemoteNode Here { get; } = RemoteNode.Start().Knows<string>().Knows<ProtocolSamples.Trip>();

    internal RemoteNode There { get; } = RemoteNode.Start(
        Transaction.Define<string>("echo").Step("one", (string text) => text).Build(),
        Transaction.Define<ProtocolSamples.Trip>("trip").Step("book", (ProtocolSamples.Trip trip) => trip).Build());

    /// <summary>The region over there, as a plain actor over here addresses it.</summary>
    internal ActorSelection Region => There.RegionSeenFrom(Here);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Here.DisposeAsync();
        await There.DisposeAsync();
    }

    internal Task<T> ThereAndBack<T>(T message) => There.SeenFrom(Here, There.Echo()).Ask<T>(message, TaleSystem.Patience);
}
