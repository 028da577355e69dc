using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>A process that asked has ended, and the next one at its address asks something else.</summary>
public sealed class RestartedClientTests
{
    private static readonly TransactionDefinition<int, int> Fly = Transaction.Define<int>("fly").Step("fly", (int n) => n).Build();

    [Fact]
    public async Task An_answer_to_a_process_that_has_ended_is_none_to_the_next_one_at_its_address()
    {
        var asked = new ConcurrentQueue<(string Id, IActorRef Asker)>();
        await using var owner = RemoteNode.Start();
        ((ExtendedActorSystem)owner.System).SystemActorOf(Props.Create(() => new Recorder(asked)), TaleRuntime.RegionName);
        var before = StartClient(owner, port: 0);
        _ = before.Client.StartAsync(Fly, 1, new StartOptions { TransactionId = "t-1" });
        await Until.IsTrueAsync(() => !asked.IsEmpty);
        var port = before.Address.Port!.Value;
        await before.DisposeAsync();

        await using var client = StartClient(owner, port);
        var start = client.Client.StartAsync(Fly, 2, new StartOptions { TransactionId = "t-2" });
        await Until.IsTrueAsync(() => asked.Any(question => question.Id == "t-2"));
        foreach (var (id, asker) in asked)
            asker.Tell(new TransactionAccepted(id, "fly", 1, TransactionStatus.Running));

        Assert.Equal("t-2", (await start.WaitAsync(TaleSystem.Patience)).TransactionId);
    }

    private static RemoteNode StartClient(RemoteNode owner, int port)
    {
        var node = RemoteNode.Start(port);
        var tale = TaleExtension.For(node.System);
        tale.StartClient(TaleSystem.Options(Fly), tale.RegionOn(owner.Address));
        return node;
    }

    private sealed class Recorder(ConcurrentQueue<(string Id, IActorRef Asker)> asked) : UntypedActor
    {
        protected override void OnReceive(object message) => asked.Enqueue((((ITransactionCommand)message).TransactionId, Sender));
    }
}
