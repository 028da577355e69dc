using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// Whether two stored states say the same. For JSON neither the order of members counts, nor how a number is written, nor whether a member is absent or null:
/// all of that can change with a deploy while the caller means the same.
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
        (JsonValueKind.Object, JsonValueKind.Object) => Covers(one, other) && Covers(other, one),
        (JsonValueKind.Array, JsonValueKind.Array) =>
            one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(one, other),
    };

    /// <summary>Every member of the second stands in the first, or is null.</summary>
    private static bool Covers(JsonElement one, JsonElement other)
    {
        foreach (var member in other.EnumerateObject())
        {
            var isEqual = one.TryGetProperty(member.Name, out var value) ? AreEqual(value, member.Value) : member.Value.ValueKind == JsonValueKind.Null;
            if (!isEqual)
                return false;
        }
        return true;
    }
}
