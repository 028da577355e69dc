using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Serialization;

/// <summary>How large a message to another node may be. Akka.Remote drops what is larger, with no more than a line in the log.</summary>
/// <param name="Bytes">The largest frame that the transport takes.</param>
/// <param name="Setting">The setting that says so.</param>
internal sealed record FrameLimit(long Bytes, string Setting)
{
    // Akka's envelope around a message: the addresses of receiver and sender, the manifest, an acknowledgement.
    private const int Envelope = 4096;

    /// <summary>What is left for the message itself.</summary>
    public long MessageBytes => Bytes - Envelope;

    /// <summary>The limit of an actor system; null while messages cannot leave it.</summary>
    public static FrameLimit? Of(ActorSystem system)
    {
        if (!((ExtendedActorSystem)system).Provider.DefaultAddress.HasGlobalScope)
            return null;
        var config = system.Settings.Config;
        return config.GetStringList("akka.remote.enabled-transports", [])
            .Select(transport => $"{transport}.maximum-frame-size")
            .Where(config.HasPath)
            .Select(setting => new FrameLimit(config.GetByteSize(setting) ?? long.MaxValue, setting))
            .MinBy(limit => limit.Bytes);
    }

    /// <summary>
    /// The reason why a request cannot be sent to a participant on another node; null: it can. To be asked before it is sent. A local
    /// participant that forwards it to another node, such as a shard region, cannot be told from any other: an <see cref="UnsentValue"/>
    /// then arrives in place of the state.
    /// </summary>
    /// <param name="system">The sender's actor system.</param>
    /// <param name="participant">An <see cref="IActorRef"/> or an <see cref="ActorSelection"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="stored">Its state as it is stored.</param>
    public static string? ProblemOf(ActorSystem system, ICanTell participant, IStepRequest request, Payload? stored)
    {
        if (IsLocal(participant))
            return null;
        if (system.Serialization.FindSerializerFor(request) is not ProtocolSerializer { Limit: { } limit } serializer)
            return null;
        // Most are far below the limit, and need not be serialized to know it. Half of it: a reader fills in what stored bytes lack.
        if (serializer.SizeOf(WithState(request, stored)) < limit.MessageBytes / 2)
            return null;
        try
        {
            var sent = StateOf(request) is { } state and not Payload ? StateCodec.For(system).Encode(state) : stored;
            var bytes = serializer.SizeOf(WithState(request, sent));
            return bytes <= limit.MessageBytes ? null : limit.Exceeded(bytes);
        }
        catch (StateSerializationException e)
        {
            return e.Message;
        }
    }

    /// <summary>The problem of a message of a size, for people: what is wrong and what to do.</summary>
    public string Exceeded(long bytes) =>
        $"The message takes {bytes} bytes; to another node it may take {MessageBytes}, with {Envelope} more for its envelope "
        + $"({Setting} = {Bytes}). Store what is large elsewhere and pass a reference, or raise the setting on all nodes.";

    private static bool IsLocal(ICanTell participant) =>
        (participant is ActorSelection selection ? selection.Anchor : participant) is IActorRefScope { IsLocal: true };

    private static object? StateOf(IStepRequest request) => request switch
    {
        ExecuteStep execute => execute.State,
        CompensateStep compensate => compensate.State,
        _ => null,
    };

    private static IStepRequest WithState(IStepRequest request, Payload? state) => request switch
    {
        ExecuteStep execute => execute with { State = state },
        CompensateStep compensate => compensate with { State = state },
        _ => request,
    };
}
