using System.Collections;
using Akka.Actor;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core.Properties;
using Tale.Actors.Tests.Serialization;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>Every message of the protocol goes to another actor system over Akka.Remote, and back.</summary>
public sealed class WireTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    public static TheoryData<Type> PublicTypes => [.. typeof(IWithTransactionId).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(IWithTransactionId).Namespace && !type.IsInterface && !type.IsAbstract)];

    [Fact]
    public async Task Every_message_comes_back_as_it_went()
    {
        foreach (var (name, sample) in ProtocolSamples.All)
        {
            var back = await nodes.ThereAndBack(sample);
            Assert.True(Dump.Of(sample) == Dump.Of(back), $"{name} came back as {Dump.Of(back)}");
            Assert.NotSame(sample, back);
        }
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Every_public_type_of_the_protocol_is_in_a_sample(Type type)
    {
        var sent = new HashSet<Type>();
        foreach (var sample in ProtocolSamples.All.Values)
            Collect(sample, sent);
        Assert.Contains(type, sent);
    }

    [Fact]
    public async Task A_value_of_a_type_that_the_receiver_does_not_know_arrives_as_its_payload()
    {
        await using var stranger = RemoteNode.Start();
        var probe = Inbox.Create(stranger.System);
        nodes.Here.System.ActorSelection(stranger.AddressOf(probe.Receiver)).Tell(new TransactionCompleted("t-1", ProtocolSamples.State));

        var seen = Assert.IsType<TransactionCompleted>(await probe.ReceiveAsync(TaleSystem.Patience));

        Assert.Equal("trip", Assert.IsType<Payload>(seen.Result).Alias);
    }

    /// <summary>The types of a value and of all of its parts.</summary>
    private static void Collect(object? value, HashSet<Type> types)
    {
        if (value is IEnumerable items and not string)
        {
            foreach (var item in items)
                Collect(item, types);
        }
        else if (value is not null)
        {
            types.Add(value.GetType());
            if (value.GetType().Assembly != typeof(IWithTransactionId).Assembly)
                return;
            foreach (var property in value.GetType().GetProperties())
                Collect(property.GetValue(value), types);
        }
    }
}
