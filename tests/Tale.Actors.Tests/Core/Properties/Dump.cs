using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// A value with everything in it as text. Records that hold collections are equal only by reference; their texts are equal by content.
/// </summary>
internal static class Dump
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case Payload payload:
                var data = Convert.ToHexString(payload.Data.Span);
                text.Append(CultureInfo.InvariantCulture, $"{payload.Alias}:{payload.SerializerId}:{payload.Manifest}:{data}");
                break;
            case Plan plan:
                text.Append(plan.Hash);
                break;
            case string or ValueType when value is not IEnumerable || value is string:
                text.Append(value is DateTimeOffset at ? at.UtcTicks : value);
                break;
            case IDictionary dictionary:
                Append(text, dictionary.Keys.Cast<object>().Order().Select(key => $"{key}={Of(dictionary[key])}").ToList());
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Append(text, item);
                    text.Append("; ");
                }
                text.Append(']');
                break;
            default:
                AppendProperties(text, value);
                break;
        }
    }

    private static void AppendProperties(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var property in Properties.GetOrAdd(value.GetType(), PropertiesOf))
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(value));
            text.Append(", ");
        }
        text.Append("}\n");
    }

    private static PropertyInfo[] PropertiesOf(Type type) => [.. type.GetProperties().Where(
        property => property.GetIndexParameters().Length == 0 && property.Name != nameof(StepState.CompensationState))];
}
