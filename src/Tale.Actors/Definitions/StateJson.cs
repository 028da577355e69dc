using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tale.Actors.Definitions;

/// <summary>
/// How states are written as JSON and read back: by the codec that stores them, and by the check that they read back what they write.
/// </summary>
internal static class StateJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // Fields too: a value tuple has nothing else, and would be stored empty.
        IncludeFields = true,
        // NaN and the infinities as words, so that they read back.
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { StateGuards.Add } },
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A type's contract; a nullable's is that of its value.</summary>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON.</exception>
    /// <exception cref="InvalidOperationException">The type's members contradict each other.</exception>
    public static JsonTypeInfo Contract(Type type) => Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
}
