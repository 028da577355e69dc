using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>What the attempts of all transactions on a node share.</summary>
internal sealed class AttemptServices
{
    /// <summary>What an item has besides its state, its alias and its manifest: lengths and numbers.</summary>
    private const int ItemOverhead = 24;

    private static readonly IAttemptGate[] NoGates = [];

    private readonly IAttemptGate[] _gates;
    private readonly Props _participantProps;
    private readonly Props _childProps;
    // A transaction with items has a plan of its own; the definition's node is the one that all share.
    private readonly ConcurrentDictionary<StepNode, AttemptSlots> _bulkheads = new((IEqualityComparer<StepNode>)ReferenceEqualityComparer.Instance);
    private readonly Circuits? _circuits;

    /// <param name="services">Where steps' classes come from; null: Tale runs without dependency injection.</param>
    /// <param name="circuits">Null: whatever comes of it, everything is sent to participants.</param>
    public AttemptServices(
        TaleSettings settings, StateCodec codec, NodeClock clock, IServiceProvider? services, ILoggingAdapter log,
        Circuits? circuits = null)
    {
        _circuits = circuits;
        Settings = settings;
        Codec = codec;
        Clock = clock;
        Services = services;
        Log = log;
        Slots = new AttemptSlots(settings.MaxConcurrentSteps);
        _gates = [Slots];
        Judge = new ErrorJudge(settings.MaxFailureLength, Random.Shared);
        StepProps = Props.CreateBy(new Producer<StepActor>(() => new StepActor(this))).WithDispatcher(settings.StepDispatcher);
        _participantProps = Props.CreateBy(new Producer<ParticipantActor>(() => new ParticipantActor(this)));
        // It calls functions that are the user's.
        _childProps = Props.CreateBy(new Producer<ChildActor>(() => new ChildActor(this))).WithDispatcher(settings.StepDispatcher);
    }

    public TaleSettings Settings { get; }

    public StateCodec Codec { get; }

    public NodeClock Clock { get; }

    public IServiceProvider? Services { get; }

    public ILoggingAdapter Log { get; }

    /// <summary>The node's limit for code that runs here.</summary>
    public AttemptSlots Slots { get; }

    public ErrorJudge Judge { get; }

    /// <summary>Made once: a step actor is told what to run.</summary>
    public Props StepProps { get; }

    /// <summary>The way to other transactions. Set once, before the first attempt.</summary>
    public ITransactionPort Transactions { get; set; } = null!;

    /// <summary>An actor for an attempt that does not run here.</summary>
    public Props PropsOf(StepBody body) => body is StepBody.Child ? _childProps : _participantProps;

    /// <summary>
    /// What an attempt of the step has to pass before it begins, in this order: the step's own limit, and the node's for code that runs
    /// here, or the circuit of its participant.
    /// </summary>
    public IAttemptGate[] GatesOf(PlanStep step)
    {
        var last = step.Node.Body switch
        {
            { RunsHere: true } => _gates,
            StepBody.Participant { Address: var address } when _circuits?.Of(address) is { } circuit => circuit.AsGates,
            _ => NoGates,
        };
        return step.Node.Settings.MaxConcurrent is { } most
            ? [_bulkheads.GetOrAdd(step.Node, static (_, limit) => new AttemptSlots(limit), most), .. last]
            : last;
    }

    /// <summary>
    /// How long one attempt may take; null: for ever. What only computes is not to be waited for: it has no limit. The default is one for each
    /// step of a transaction, and so none for all of those of one that plays a step.
    /// </summary>
    public TimeSpan? TimeoutOf(StepNode step, Direction direction) => step.Body.OnlyComputes ? null : StepTimeout.Of(
        direction == Direction.Execute ? step.Settings.Timeout : step.Settings.CompensationTimeout,
        step.Body is StepBody.Child ? TimeSpan.Zero : Settings.DefaultStepTimeout);

    /// <summary>What somebody sent, an object or what another node made of it, as it is stored.</summary>
    /// <exception cref="StateSerializationException">It is not of the type, does not serialize, or is too large.</exception>
    public Payload EncodeSent(object value, Type type) => value switch
    {
        UnsentValue unsent => throw new StateSerializationException(unsent.Problem),
        Payload payload => EncodeOutput(Codec.DecodeSent(payload, type), type),
        _ when type.IsInstanceOfType(value) => EncodeOutput(value, type),
        _ => throw new StateSerializationException($"It is a {value.GetType().Name}; a {type.Name} is expected."),
    };

    /// <summary>The items of a block as they are stored.</summary>
    /// <exception cref="InvalidOperationException">There is no list, one does not serialize, or they are too many, or too large.</exception>
    public ImmutableArray<Payload> EncodeItems(IEnumerable<object?>? items, Type type)
    {
        if (items is null)
            throw new InvalidOperationException("There is no list of items, but null. For no items return an empty one.");
        var payloads = ImmutableArray.CreateBuilder<Payload>();
        long bytes = 0;
        foreach (var item in items)
        {
            if (payloads.Count == Settings.MaxItems)
                throw new InvalidOperationException($"There are more than {Settings.MaxItems} items, which is the limit (tale.max-items).");
            payloads.Add(EncodeItem(item, type, payloads.Count));
            bytes += payloads[^1].Data.Length + payloads[^1].Alias.Length + payloads[^1].Manifest.Length + ItemOverhead;
            if (bytes > Settings.MaxPayloadBytes)
                throw new InvalidOperationException(PayloadLimit.Problem($"The list of the first {payloads.Count} items", bytes, Settings.MaxPayloadBytes));
        }
        return payloads.DrainToImmutable();
    }

    private Payload EncodeItem(object? item, Type type, int number)
    {
        try
        {
            return Codec.Encode(item, type);
        }
        catch (StateSerializationException e)
        {
            throw new InvalidOperationException($"Item {number} cannot be stored: {e.Message}", e);
        }
    }

    /// <summary>A step's output as it is stored, whoever plays the step.</summary>
    /// <exception cref="StateSerializationException">The output does not serialize, or is too large.</exception>
    public Payload EncodeOutput(object? output, Type type)
    {
        var payload = Codec.Encode(output, type);
        return payload.Data.Length <= Settings.MaxPayloadBytes
            ? payload
            : throw new StateSerializationException(PayloadLimit.Problem("It", payload.Data.Length, Settings.MaxPayloadBytes));
    }
}
