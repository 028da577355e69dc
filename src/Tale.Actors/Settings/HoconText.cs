using System.Globalization;

namespace Tale.Actors.Settings;

/// <summary>Values as HOCON writes them.</summary>
internal static class HoconText
{
    /// <summary>One setting as a line.</summary>
    public static string Line(string path, object value) => $"{path} = {Of(value)}\n";

    private static string Of(object value) => value switch
    {
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        IEnumerable<string> texts => $"[{string.Join(", ", texts.Select(Of))}]",
        bool flag => flag ? "on" : "off",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no form in HOCON.", nameof(value)),
    };
}
