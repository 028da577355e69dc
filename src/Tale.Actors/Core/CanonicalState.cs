using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// Whether two stored states say the same. For JSON neither the order of members counts, nor how a number is written, nor whether a member
/// is absent or null: all of that can change with a deploy while the caller means the same.
/// </summary>
internal static class CanonicalState
{
    public static bool AreEqual(Payload one, Payload other) => one.Equals(other) || (one.IsJson && other.IsJson && SayTheSame(one, other));

    /// <summary>Bytes that are no JSON, or hold half a character, are only the same when they are equal.</summary>
    private static bool SayTheSame(Payload one, Payload other)
    {
        try
        {
            return AreEqual(one.ToJsonElement(), other.ToJsonElement());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool AreEqual(JsonElement one, JsonElement other) => (one.ValueKind, other.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => AreMembersEqual(one, other),
        (JsonValueKind.Array, JsonValueKind.Array) =>
            one.GetArrayLength() == other.GetArrayLength()
                && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(one, other),
    };

    /// <summary>
    /// Every member stands on both sides, or is null. Each is looked at once, however deep: whoever repeats a start must not
    /// be able to keep a thread busy.
    /// </summary>
    private static bool AreMembersEqual(JsonElement one, JsonElement other)
    {
        var left = new Dictionary<string, JsonElement>();
        foreach (var member in one.EnumerateObject())
            left[member.Name] = member.Value;
        var right = new HashSet<string>();
        foreach (var member in other.EnumerateObject())
        {
            right.Add(member.Name);
            var isNull = member.Value.ValueKind == JsonValueKind.Null;
            if (!(left.TryGetValue(member.Name, out var value) ? AreEqual(value, member.Value) : isNull))
                return false;
        }
        return left.All(member => member.Value.ValueKind == JsonValueKind.Null || right.Contains(member.Key));
    }
}
