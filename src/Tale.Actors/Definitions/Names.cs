using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>How names look: which are allowed, and which are derived from types.</summary>
internal static class Names
{
    public const int MaxNameLength = 100;

    /// <summary>What a name is made of, for messages.</summary>
    public static readonly string Form = $"1 to {MaxNameLength} letters, digits, '.', '_' and '-'";

    private static readonly ConcurrentDictionary<Type, string> Aliases = new();

    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>The alias under which a type's values are stored.</summary>
    public static string AliasOf(Type type) => Aliases.GetOrAdd(type, Alias);

    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
                text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    private static string Alias(Type type)
    {
        if (type.GetCustomAttribute<StateAliasAttribute>() is { } attribute)
            return attribute.Alias;
        if (type.IsArray)
            return AliasOf(type.GetElementType()!) + "-array";
        if (!type.IsGenericType)
            return Kebab(type.Name);
        var name = Kebab(type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]);
        return $"{name}-of-{string.Join("-and-", type.GetGenericArguments().Select(AliasOf))}";
    }
}
