using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>Which members of a type hold data that its JSON does not bring back.</summary>
internal static class StateMembers
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Stacks =
        [typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ImmutableStack<>), typeof(IImmutableStack<>)];

    /// <summary>
    /// The members that are lost, each with why. What an auto-property or a public field holds has to be written and read. Another field
    /// has to be behind a member that is. A property without a field of its own follows from what is stored.
    /// </summary>
    public static IEnumerable<string> Lost(JsonTypeInfo contract)
    {
        var known = contract.Properties.Where(property => !IsIgnored(property.AttributeProvider as MemberInfo)).ToList();
        foreach (var field in Fields(contract.Type).Where(field => !IsIgnored(field)))
        {
            if (HeldBy(field) is not { } name)
            {
                if (WhyLost(contract, field, known) is { } why)
                    yield return $"{field.Name} {why}";
            }
            else if (!IsIgnored(field.DeclaringType!.GetProperty(name, Own)))
            {
                if (known.FirstOrDefault(property => NameOf(property) == name) is not { Get: not null } property)
                    yield return $"{name} is not written; make it public, or add [JsonInclude], or [JsonIgnore] if it may be lost";
                else if (!IsRead(contract, property))
                    yield return $"{name} is written but not read back; give it a setter, or a constructor parameter of its name";
            }
        }
    }

    /// <summary>Members that the user added to a collection: JSON has the elements only.</summary>
    public static IEnumerable<string> AddedToCollection(Type type)
    {
        for (var at = type; at is not null && !IsOfTheSystem(at); at = at.BaseType)
        {
            var isDerived = typeof(IEnumerable).IsAssignableFrom(at.BaseType);
            foreach (var field in at.GetFields(Own).Where(field => !IsIgnored(field) && (isDerived || HeldBy(field) is not null)))
            {
                if (HeldBy(field) is not { } name)
                    yield return field.Name;
                else if (!IsIgnored(at.GetProperty(name, Own)))
                    yield return name;
            }
        }
    }

    public static bool IsStack(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && Stacks.Contains(at.GetGenericTypeDefinition()))
                return true;
        }
        return false;
    }

    /// <summary>The member's name in code.</summary>
    public static string NameOf(JsonPropertyInfo property) => (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;

    public static bool IsOfTheSystem(Type type) =>
        type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    private static string? WhyLost(JsonTypeInfo contract, FieldInfo field, List<JsonPropertyInfo> known)
    {
        if (known.FirstOrDefault(property => property.AttributeProvider is FieldInfo own && own == field) is { } member)
            return IsRead(contract, member) ? null : "is a read-only field; give it a constructor parameter of its name";
        return IsNoData(field.FieldType) || IsCaptured(field, known) || StateRoundTrip.Reaches(contract, field)
            ? null
            : "is not stored; give it a member that is, or add [JsonIgnore] if it may be lost";
    }

    /// <summary>What a lock or an event keeps.</summary>
    private static bool IsNoData(Type type) => type == typeof(object) || type == typeof(Lock) || typeof(Delegate).IsAssignableFrom(type);

    private static bool IsRead(JsonTypeInfo contract, JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null
        || (property.ObjectCreationHandling ?? contract.PreferredPropertyObjectCreationHandling) == JsonObjectCreationHandling.Populate;

    private static bool IsIgnored(MemberInfo? member) =>
        member?.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always };

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var field in at.GetFields(Own))
                yield return field;
        }
    }

    /// <summary>The auto-property that a field belongs to.</summary>
    private static string? HeldBy(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
            : null;

    /// <summary>Whether a field is the parameter of a primary constructor, and JSON gives that parameter.</summary>
    private static bool IsCaptured(FieldInfo field, IEnumerable<JsonPropertyInfo> known) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">P", StringComparison.Ordinal)
        && known.Any(property => property.AssociatedParameter?.Name == field.Name[1..^2]);
}
