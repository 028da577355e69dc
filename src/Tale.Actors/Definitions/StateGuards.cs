using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>
/// What only values can show, refused while they are written: a derived instance where its base is declared, and a member that is a
/// dictionary or set with a comparer of its own. Costs nothing where types are sealed and have no such members. Not seen: a comparer or an
/// added member of a collection within another collection, and half of a surrogate pair in a text. Cycles are found by the serializer,
/// which allows a depth of 64.
/// </summary>
internal static class StateGuards
{
    public static void Add(JsonTypeInfo contract)
    {
        if (contract.Kind != JsonTypeInfoKind.Object)
            return;
        if (contract.Type is { IsSealed: false, IsValueType: false } declared && contract.PolymorphismOptions is null)
            contract.OnSerializing += value => RefuseDerived(value, declared);
        foreach (var property in contract.Properties)
        {
            if (property.Get is { } get && StateComparers.MayHaveOne(property.PropertyType))
                property.Get = owner => WithoutComparer(get(owner));
        }
    }

    /// <exception cref="JsonException">Lets the serializer add the path.</exception>
    public static object? WithoutComparer(object? collection) => collection is null || StateComparers.IsDefault(collection)
        ? collection
        : throw new JsonException($"A {collection.GetType().Name} has a comparer of its own, which would be lost.");

    private static void RefuseDerived(object value, Type declared)
    {
        if (value.GetType() != declared)
            throw new JsonException(SlicingMessage(value.GetType(), declared));
    }

    public static string SlicingMessage(Type actual, Type declared) =>
        $"A {actual.Name} was given where {declared.Name} is declared; what it adds would be lost. "
        + $"Declare it with [JsonDerivedType] on {declared.Name}.";
}
