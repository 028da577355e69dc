using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>
/// Finds the members of a state type that would not read back what they write, by walking the types' JSON contracts. A converter of the
/// user's own is trusted. What only values can show is refused by <see cref="StateGuards"/>.
/// </summary>
internal sealed class StateCheck
{
    private static readonly string? Serializer = typeof(JsonSerializer).Assembly.GetName().Name;
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Known = new();

    private readonly HashSet<Type> _seen = [];
    private readonly List<string> _problems = [];

    private StateCheck()
    {
    }

    /// <summary>What is wrong with a type, each with its member's path; nothing when all is well.</summary>
    public static IReadOnlyList<string> Problems(Type type) => Known.GetOrAdd(type, Check);

    private static IReadOnlyList<string> Check(Type type)
    {
        var check = new StateCheck();
        check.Walk(type, type.Name);
        if (check._problems.Count == 0 && StateRoundTrip.Difference(type) is { } difference)
            check._problems.Add(difference);
        return check._problems;
    }

    private void Walk(Type type, string path)
    {
        if (!_seen.Add(type))
            return;
        if (type == typeof(object))
        {
            _problems.Add($"{path} is an object, whose type is not stored; declare the type");
            return;
        }
        try
        {
            Walk(StateJson.Contract(type), path);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            _problems.Add($"{path} cannot be stored: {e.Message}");
        }
    }

    private void Walk(JsonTypeInfo contract, string path)
    {
        if (contract.Converter.GetType().Assembly != typeof(JsonSerializer).Assembly)
            return;
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.None:
                Probe(contract, "0", path);
                break;
            case JsonTypeInfoKind.Enumerable:
                WalkCollection(contract, "[]", path);
                break;
            case JsonTypeInfoKind.Dictionary:
                WalkCollection(contract, "{}", path);
                var keys = typeof(Dictionary<,>).MakeGenericType(contract.KeyType!, typeof(int));
                Probe(StateJson.Contract(keys), """{"0":0}""", $"{path}'s key");
                break;
            case JsonTypeInfoKind.Object:
                WalkObject(contract, path);
                break;
            default:
                throw new InvalidOperationException($"Unknown kind of contract {contract.Kind}.");
        }
    }

    private void WalkCollection(JsonTypeInfo contract, string empty, string path)
    {
        if (StateMembers.IsStack(contract.Type))
            _problems.Add($"{path} is a stack, which reads back upside down; use a list");
        foreach (var added in StateMembers.AddedToCollection(contract.Type))
            _problems.Add($"{path}.{added} is a member of a collection, of which only the elements are stored");
        Probe(contract, empty, path);
        Walk(contract.ElementType!, $"{path}[]");
    }

    private void WalkObject(JsonTypeInfo contract, string path)
    {
        if (contract.PolymorphismOptions is { } polymorphism)
            WalkDerived(contract, polymorphism, path);
        if (contract.Type.IsAbstract)
        {
            if (contract.PolymorphismOptions is null)
                _problems.Add($"{path} is the abstract {contract.Type.Name}, which names no derived types; add [JsonDerivedType]s");
            return;
        }
        Probe(contract, "{}", path);
        var lost = StateMembers.Lost(contract).ToList();
        if (lost.Count > 0 && StateMembers.IsOfTheSystem(contract.Type))
        {
            _problems.Add($"{path} is of type {contract.Type.Name}, which JSON does not bring back; use your own, or a [JsonConverter]");
            return;
        }
        _problems.AddRange(lost.Select(member => $"{path}.{member}"));
        foreach (var property in contract.Properties.Where(property => property.Get is not null && property.CustomConverter is null))
            Walk(property.PropertyType, $"{path}.{StateMembers.NameOf(property)}");
    }

    private void WalkDerived(JsonTypeInfo contract, JsonPolymorphismOptions polymorphism, string path)
    {
        if (polymorphism.UnknownDerivedTypeHandling != JsonUnknownDerivedTypeHandling.FailSerialization)
            _problems.Add($"{path} falls back to a base type where a derived type is not declared, so what it adds would be lost");
        foreach (var derived in polymorphism.DerivedTypes)
        {
            if (derived.TypeDiscriminator is null && derived.DerivedType != contract.Type)
                _problems.Add($"{path} names {derived.DerivedType.Name} without a discriminator, so it reads back as its base");
            Walk(derived.DerivedType, $"{path}({derived.DerivedType.Name})");
        }
    }

    /// <summary>
    /// Whether it can be read and written at all. An error of the user's own code says nothing: it may rightly want other values.
    /// </summary>
    private void Probe(JsonTypeInfo contract, string json, string path)
    {
        try
        {
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, contract), contract);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException && e.Source == Serializer)
        {
            _problems.Add($"{path} cannot be read back: {e.Message.Split(" Path: ")[0]}");
        }
        catch (Exception)
        {
            // Readable, but not from this.
        }
    }
}
