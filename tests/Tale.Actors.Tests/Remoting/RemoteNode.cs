using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>A node of its own with Akka.Remote on the loopback, and Tale started when it has definitions.</summary>
internal sealed class RemoteNode : IAsyncDisposable
{
    public const string Remoting = """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1 }
        akka.remote.retry-gate-closed-for = 200ms
        akka.remote.log-remote-lifecycle-events = off

        """;

    private RemoteNode(ActorSystem system)
    {
        System = system;
        Log = LogCapture.Of(system);
    }

    public ActorSystem System { get; }

    public LogCapture Log { get; }

    public ITaleClient Client => TaleExtension.For(System).Client;

    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    public static RemoteNode Start(params TransactionDefinition[] definitions) => Start(port: 0, definitions);

    /// <summary>A node that runs nothing: a client of the one at an address.</summary>
    public static RemoteNode StartClient(Address owner, params TransactionDefinition[] definitions)
    {
        var node = Start();
        var tale = TaleExtension.For(node.System);
        tale.StartClient(TaleSystem.Options(definitions), tale.RegionOn(owner));
        return node;
    }

    /// <param name="port">0: any that is free.</param>
    public static RemoteNode Start(int port, params TransactionDefinition[] definitions)
    {
        var hocon = $"{Remoting}akka.remote.dot-netty.tcp.port = {port}";
        var node = new RemoteNode(ActorSystem.Create("tale", TaleSystem.Configuration(hocon)));
        if (definitions.Length > 0)
            TaleExtension.For(node.System).Start(TaleSystem.Options(definitions));
        return node;
    }

    public RemoteNode Knows<T>()
    {
        StateCodec.For(System).Register(typeof(T));
        return this;
    }

    /// <summary>An actor of this node, as another node addresses it.</summary>
    public ActorSelection SeenFrom(RemoteNode other, IActorRef actor) => other.System.ActorSelection(AddressOf(actor));

    /// <summary>Where other nodes find an actor of this one.</summary>
    public string AddressOf(IActorRef actor) => actor.Path.ToStringWithAddress(((ExtendedActorSystem)System).Provider.DefaultAddress);

    /// <summary>This node's region, as a plain actor of another node addresses it.</summary>
    public ActorSelection RegionSeenFrom(RemoteNode other) => SeenFrom(other, TaleExtension.For(System).Region);

    /// <summary>An actor that sends back what it gets.</summary>
    public IActorRef Echo() => System.ActorOf(Props.Create(() => new EchoActor()));

    public async ValueTask DisposeAsync() => await System.Terminate();

    private sealed class EchoActor : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
