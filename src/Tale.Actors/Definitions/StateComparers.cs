using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Tale.Actors.Definitions;

/// <summary>Whether a dictionary or a set finds its keys as it will after it was read back, with the default comparer.</summary>
internal static class StateComparers
{
    private static readonly Type[] Keyed = [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(ISet<>), typeof(IReadOnlySet<>)];
    private static readonly ConcurrentDictionary<Type, Func<object, bool>> Checks = new();

    /// <summary>Whether values of this type can have a comparer: dictionaries and sets, or their interfaces.</summary>
    public static bool MayHaveOne(Type declared) => declared != typeof(string) && typeof(IEnumerable).IsAssignableFrom(declared)
        && (ComparerOf(declared) is not null || declared.GetInterfaces().Append(declared).Any(IsKeyed));

    public static bool IsDefault(object collection) => Checks.GetOrAdd(collection.GetType(), Check)(collection);

    private static bool IsKeyed(Type type) =>
        type == typeof(IDictionary) || (type.IsGenericType && Keyed.Contains(type.GetGenericTypeDefinition()));

    private static PropertyInfo? ComparerOf(Type type) => type.GetProperty("Comparer") ?? type.GetProperty("KeyComparer");

    private static Func<object, bool> Check(Type type)
    {
        if (ComparerOf(type) is not { PropertyType: { IsGenericType: true } comparer } property)
            return _ => true;
        var ordered = comparer.GetGenericTypeDefinition() == typeof(IComparer<>);
        var standard = (ordered ? typeof(Comparer<>) : typeof(EqualityComparer<>)).MakeGenericType(comparer.GetGenericArguments())
            .GetProperty("Default")!.GetValue(null);
        // Ordinal finds texts as the default does, but does not sort them so.
        return collection => property.GetValue(collection) is var used
            && (used is null || Equals(used, standard) || (!ordered && ReferenceEquals(used, StringComparer.Ordinal)));
    }
}
