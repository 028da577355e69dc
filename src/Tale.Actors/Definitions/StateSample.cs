using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>
/// A value of a type, as JSON, in which every member differs from its default: what it does not reach is reached by no JSON.
/// </summary>
internal sealed class StateSample
{
    private const int MaxValues = 1_000;

    private readonly HashSet<Type> _above = [];
    private int _values;

    private StateSample()
    {
    }

    /// <summary>Whether every member has a value that is not its default.</summary>
    public bool IsComplete { get; private set; } = true;

    public static (JsonNode? Json, bool IsComplete) Of(Type type)
    {
        var sample = new StateSample();
        return (sample.Value(type), sample.IsComplete);
    }

    private JsonNode? Value(Type type)
    {
        var contract = StateJson.Contract(type);
        JsonNode? value = null;
        // A type within itself ends somewhere, and a type of too many values is not worth it.
        if (++_values <= MaxValues && _above.Add(contract.Type))
        {
            value = Value(contract);
            _above.Remove(contract.Type);
        }
        IsComplete &= value is not null;
        return value;
    }

    private JsonNode? Value(JsonTypeInfo contract) => contract.Kind switch
    {
        JsonTypeInfoKind.Object when contract.PolymorphismOptions is null => Object(contract),
        JsonTypeInfoKind.Enumerable when Value(contract.ElementType!) is { } element => new JsonArray(element),
        JsonTypeInfoKind.None => Scalar(contract.Type),
        _ => null,
    };

    private JsonObject Object(JsonTypeInfo contract)
    {
        var sample = new JsonObject();
        foreach (var property in contract.Properties)
        {
            if (property.Set is null && property.AssociatedParameter is null)
                continue;
            if (property.IsExtensionData || property.CustomConverter is not null)
                IsComplete = false;
            else if (Value(property.PropertyType) is { } value)
                sample[property.Name] = value;
        }
        return sample;
    }

    private static JsonNode? Scalar(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => Other(type),
        TypeCode.Boolean => true,
        TypeCode.String or TypeCode.Char => "a",
        TypeCode.DateTime => "2026-01-02T03:04:05Z",
        TypeCode.Object when type == typeof(Guid) => new Guid(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7),
        TypeCode.Object when type == typeof(DateTimeOffset) => "2026-01-02T03:04:05+00:00",
        TypeCode.Object when type == typeof(DateOnly) => "2026-01-02",
        TypeCode.Object when type == typeof(TimeOnly) || type == typeof(TimeSpan) => "03:04:05",
        TypeCode.Object when type == typeof(Uri) => "http://localhost/",
        TypeCode.Object when type == typeof(Version) => "1.2.3",
        TypeCode.Object when type == typeof(byte[]) => "AQ==",
        TypeCode.Object or TypeCode.DBNull or TypeCode.Empty => null,
        _ => 7,
    };

    private static JsonNode? Other(Type type)
    {
        var zero = Activator.CreateInstance(type);
        var other = Enum.GetValues(type).Cast<object>().FirstOrDefault(value => !value.Equals(zero));
        return other is null ? null : JsonSerializer.SerializeToNode(other, type, StateJson.Options);
    }
}
