using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Serialization;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>
/// With <c>akka.actor.serialize-messages</c> every message goes through its bytes. One of Tale's that is neither of the protocol nor marked
/// as never leaving its node would go through a serializer that loads types by name: here it is refused, and found in the log.
/// </summary>
public sealed class SerializedMessagesSpec() : ActorSpec($$"""
    akka.actor.serialize-messages = on
    akka.actor.serializers.strict = "{{typeof(StrictSerializer).AssemblyQualifiedName}}"
    akka.actor.serialization-bindings."System.Object" = strict
    """)
{
    private static readonly ParticipantAddress Address = ParticipantAddress.Registered<SerializedMessagesSpec>();

    [Fact]
    public void A_success_through_code_and_a_participant()
    {
        Play(execute => execute.Succeeded(8));
        var caller = Started("t-1", "t", 7);
        caller.ExpectMsg(new TransactionCompleted("t-1", 9), TaleSystem.Patience);
    }

    [Fact]
    public void A_retry_and_a_failure_that_is_undone()
    {
        var attempts = 0;
        Play(execute => ++attempts == 1 ? execute.Retry("busy") : execute.Failed("no"));
        var caller = Started("t-1", "t", 7);
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Compensated, View("t-1").Status);
    }

    [Fact]
    public async Task The_client_starts_watches_reads_and_stops_waiting()
    {
        Play(execute => null);
        using var impatient = new CancellationTokenSource();
        await Client.StartAsync("t", 7, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);
        var watch = Client.WatchAsync("t-1", impatient.Token);
        Assert.Equal(TransactionStatus.Running, (await Client.GetAsync("t-1").WaitAsync(TaleSystem.Patience))!.Status);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    /// <summary>At the end, so that a test that waits in vain for a message says which one was refused.</summary>
    protected override void AfterAll()
    {
        Assert.DoesNotContain(Logged.Lines, line => line.Contains(nameof(StrictSerializer), StringComparison.Ordinal));
        base.AfterAll();
    }

    private void Play(Func<ExecuteStep, StepReply?> answer)
    {
        Run(Transaction.Define<int>("t")
            .Step("before", (int x) => x).Undo((int _) => { })
            .Participant("played", Address, step => step.Retry(1))
            .Step("after", (int x) => x + 1).Undo((int _) => { })
            .Build());
        ActorRegistry.For(Sys).Register<SerializedMessagesSpec>(Sys.ActorOf(Props.Create(() => new Player(answer))));
    }

    /// <summary>
    /// For what no other serializer is bound to. Akka's own messages, some of which Akka has not marked, go by reference; one of Tale's has
    /// been forgotten.
    /// </summary>
    public sealed class StrictSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        private readonly ConcurrentDictionary<Guid, object> _byReference = new();

        public override int Identifier => 4720;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj)
        {
            if (obj.GetType().Assembly == typeof(ITaleClient).Assembly)
            {
                var problem = $"{nameof(StrictSerializer)}: {obj.GetType().FullName} has no manifest and is not said to stay on its node.";
                system.EventStream.Publish(new Error(null, nameof(StrictSerializer), GetType(), problem));
                throw new InvalidOperationException(problem);
            }
            var id = Guid.NewGuid();
            _byReference[id] = obj;
            return id.ToByteArray();
        }

        public override object FromBinary(byte[] bytes, Type type) => _byReference[new Guid(bytes)];
    }

    private sealed class Player : ReceiveActor
    {
        public Player(Func<ExecuteStep, StepReply?> answer)
        {
            Receive<CompensateStep>(undo => Sender.Tell(undo.Succeeded()));
            Receive<ExecuteStep>(execute =>
            {
                if (answer(execute) is { } reply)
                    Sender.Tell(reply);
            });
        }
    }
}
