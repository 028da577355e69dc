using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>
/// A payload in the JSON of a view or a message: <c>{"alias": "booking", "value": {...}}</c>, so that people can read it. Bytes that are no
/// JSON, such as those of an Akka serializer, are written as <c>data</c> in base64, with the serializer's number and manifest.
/// </summary>
internal sealed class PayloadJson : JsonConverter<Payload>
{
    public override void Write(Utf8JsonWriter writer, Payload value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Name(nameof(Payload.Alias), options), value.Alias);
        if (value.IsJson && IsWellFormed(value))
        {
            writer.WritePropertyName(Name("Value", options));
            writer.WriteRawValue(value.Data.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String(Name(nameof(Payload.Data), options), value.Data.Span);
            writer.WriteNumber(Name(nameof(Payload.SerializerId), options), value.SerializerId);
            writer.WriteString(Name(nameof(Payload.Manifest), options), value.Manifest);
        }
        writer.WriteEndObject();
    }

    public override Payload? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Name(nameof(Payload.Alias), options), out var alias))
            throw new JsonException("A payload is an object with an alias and a value, or with an alias and data.");
        if (json.TryGetProperty(Name("Value", options), out var value))
            return new Payload(alias.GetString()!, System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
        return new Payload(
            alias.GetString()!,
            json.GetProperty(Name(nameof(Payload.Data), options)).GetBytesFromBase64(),
            json.GetProperty(Name(nameof(Payload.SerializerId), options)).GetInt32(),
            json.GetProperty(Name(nameof(Payload.Manifest), options)).GetString()!);
    }

    private static string Name(string property, JsonSerializerOptions options) =>
        options.PropertyNamingPolicy?.ConvertName(property) ?? property;

    private static bool IsWellFormed(Payload payload)
    {
        try
        {
            payload.ToJsonElement();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
