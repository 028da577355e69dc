using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Serialization;

/// <summary>
/// Turns users' states into payloads and back: System.Text.Json under the type's alias, or the Akka serializer that the user bound to the
/// type. Only registered types can be read, so no row and no message picks a type. One for each actor system: a node registers the types of
/// its definitions when it starts, and one that only plays steps or only asks, its types alone.
/// </summary>
internal sealed class StateCodec(ExtendedActorSystem system) : IExtension
{
    private readonly ConcurrentDictionary<string, Type> _types = new();
    private readonly ConcurrentDictionary<Type, Serializer?> _bound = new();

    /// <summary>The codec of an actor system.</summary>
    public static StateCodec For(ActorSystem system) => system.WithExtension<StateCodec, StateCodecProvider>();

    /// <summary>Registers a type under its alias. The same type may be registered again.</summary>
    /// <exception cref="InvalidOperationException">The alias belongs to another type.</exception>
    public void Register(Type type)
    {
        var alias = Names.AliasOf(type);
        var known = _types.GetOrAdd(alias, type);
        if (known != type)
            throw new InvalidOperationException(
                $"Both {known.FullName} and {type.FullName} would be stored as '{alias}'. "
                + "Give one of them another alias with [StateAlias(\"...\")].");
    }

    /// <summary>
    /// Writes a state. What only a value can show is refused with its path: see <see cref="StateGuards"/>, also for what is not seen.
    /// </summary>
    /// <exception cref="StateSerializationException">The value does not fit the type or does not serialize.</exception>
    public Payload Encode(object? value, Type type)
    {
        try
        {
            if (BoundSerializer(type) is { } serializer && value is not null)
                return new Payload(Names.AliasOf(type), serializer.ToBinary(value), serializer.Identifier, serializer.Manifest(value));
            var info = StateJson.Options.GetTypeInfo(type);
            RefuseSlicing(value, info);
            return new Payload(Names.AliasOf(type), JsonSerializer.SerializeToUtf8Bytes(value, info));
        }
        catch (Exception e) when (e is not StateSerializationException)
        {
            throw new StateSerializationException($"A value of type {type.Name} does not serialize{PathOf(e)}: {StepConstruction.Reason(e)}", e);
        }
    }

    /// <summary>Refuses a type that its definition says is stored by an Akka serializer, and to which none is bound.</summary>
    /// <exception cref="InvalidOperationException">None is bound.</exception>
    public void RequireBound(Type type)
    {
        if (BoundSerializer(type) is null)
            throw new InvalidOperationException(
                $"The state type {type.FullName} is said to be stored by an Akka serializer, but none is bound to it.");
    }

    /// <exception cref="StateSerializationException">The payload is of another type, or its bytes do not fit.</exception>
    public object? Decode(Payload payload, Type type)
    {
        if (payload.Alias != Names.AliasOf(type))
            throw new StateSerializationException(
                $"A value stored as '{payload.Alias}' was found where '{Names.AliasOf(type)}' ({type.Name}) is expected.");
        try
        {
            return payload.IsJson
                ? JsonSerializer.Deserialize(payload.Data.Span, StateJson.Options.GetTypeInfo(type))
                : DecodeBound(payload, type);
        }
        catch (Exception e) when (e is not StateSerializationException)
        {
            throw new StateSerializationException($"A value stored as '{payload.Alias}' cannot be read as {type.Name}: {StepConstruction.Reason(e)}", e);
        }
    }

    /// <summary>What a node has passed on. JSON without an alias came to one that does not know the type: whoever does reads it.</summary>
    public object? DecodeSent(Payload payload, Type type) =>
        Decode(payload is { IsJson: true, Alias: "" } ? payload with { Alias = Names.AliasOf(type) } : payload, type);

    /// <summary>For messages between nodes, where only the alias says the type.</summary>
    public object? Decode(Payload payload) => _types.TryGetValue(payload.Alias, out var type)
        ? Decode(payload, type)
        : throw new StateSerializationException(
            $"No type is registered under the alias '{payload.Alias}'; add a transaction that uses it.");

    /// <summary>For messages between nodes: the registered type that a value is sent as.</summary>
    public Payload Encode(object value)
    {
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            // Not the alias alone: an unregistered type may have the alias of a registered one.
            if (_types.TryGetValue(Names.AliasOf(type), out var registered) && registered == type)
                return Encode(value, type);
        }
        var shape = _types.Values.FirstOrDefault(type => type.IsInterface && type.IsInstanceOfType(value));
        return Encode(
            value, shape ?? throw new StateSerializationException($"The type {value.GetType().Name} is in no registered transaction."));
    }

    /// <summary>
    /// Only the serializer that is bound to the expected type reads: a row or a message must not pick one that loads types by name.
    /// </summary>
    private object DecodeBound(Payload payload, Type type)
    {
        if (BoundSerializer(type) is not { } serializer || serializer.Identifier != payload.SerializerId)
            throw new StateSerializationException(
                $"A value stored as '{payload.Alias}' was written by Akka serializer {payload.SerializerId}, "
                + $"which is not bound to {type.Name}.");
        var value = serializer.FromBinary(payload.Data.ToArray(), payload.Manifest);
        return type.IsInstanceOfType(value)
            ? value
            : throw new StateSerializationException(
                $"The serializer {serializer.GetType().Name} read a {value?.GetType().Name} where {type.Name} is expected.");
    }

    /// <summary>The serializer that the user bound to this very type (or a base of it other than object), if any.</summary>
    private SerializerWithStringManifest? BoundSerializer(Type type) => _bound.GetOrAdd(type, Bound) switch
    {
        null => null,
        SerializerWithStringManifest serializer => serializer,
        { } other => throw new StateSerializationException(
            $"The serializer {other.GetType().Name}, bound to {type.Name}, may store CLR type names. Bind a SerializerWithStringManifest."),
    };

    private Serializer? Bound(Type type)
    {
        if (type.Namespace is "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true)
            return null;
        var serializer = system.Serialization.FindSerializerForType(type);
        return serializer.Identifier == system.Serialization.FindSerializerForType(typeof(object)).Identifier ? null : serializer;
    }

    private static string PathOf(Exception e) =>
        e is JsonException { Path: { } path } && !e.Message.Contains(path, StringComparison.Ordinal) ? $" at {path}" : "";

    private static void RefuseSlicing(object? value, JsonTypeInfo info)
    {
        if (value is not null && value.GetType() != info.Type && info.Kind == JsonTypeInfoKind.Object && info.PolymorphismOptions is null
            && Nullable.GetUnderlyingType(info.Type) is null)
        {
            throw new StateSerializationException(StateGuards.SlicingMessage(value.GetType(), info.Type));
        }
        if (info.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable)
            StateGuards.WithoutComparer(value);
    }
}
