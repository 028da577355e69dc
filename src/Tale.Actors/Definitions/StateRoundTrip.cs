using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>
/// Decides with a sample what a contract does not say. A sample that is not complete, or that the user's own code refuses, decides nothing:
/// then a type is taken to be right.
/// </summary>
internal static class StateRoundTrip
{
    /// <summary>
    /// The first member that changes when a value is read and written twice, with how; null when nothing does. Twice, because a constructor
    /// or a setter may rightly change what it is given, but only by the first time.
    /// </summary>
    public static string? Difference(Type type)
    {
        try
        {
            var contract = StateJson.Contract(type);
            var once = Again(StateSample.Of(type).Json, contract);
            return Difference(once, Again(once, contract), "$") is { } difference ? $"{type.Name} at {difference}" : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Whether a field that no member of the contract names holds what JSON gives, behind a property for example.</summary>
    public static bool Reaches(JsonTypeInfo contract, FieldInfo field)
    {
        try
        {
            var (sample, isComplete) = StateSample.Of(contract.Type);
            if (!isComplete)
                return true;
            var given = field.GetValue(JsonSerializer.Deserialize(sample, contract));
            var blank = field.GetValue(JsonSerializer.Deserialize("{}", contract));
            return given is ICollection some && blank is ICollection none ? some.Count != none.Count : !Equals(given, blank);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static JsonNode? Again(JsonNode? json, JsonTypeInfo contract) =>
        JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(json, contract), contract);

    private static string? Difference(JsonNode? once, JsonNode? twice, string path)
    {
        if (JsonNode.DeepEquals(once, twice))
            return null;
        return once is JsonObject before && twice is JsonObject after
            ? before.Select(member => Difference(member.Value, after[member.Key], $"{path}.{member.Key}")).First(found => found is not null)
            : $"{path} changes when it is read back: {Text(once)} is written, {Text(twice)} is read";
    }

    private static string Text(JsonNode? json) => json?.ToJsonString() ?? "null";
}
