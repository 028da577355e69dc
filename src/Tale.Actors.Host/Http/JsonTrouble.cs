using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tale.Actors.Host.Http;

/// <summary>
/// Says what is wrong with a JSON text in words of JSON. The serializer's own texts name types and options of this program; they are
/// recognised here, one row each, and a text that no row knows is not shown.
/// </summary>
internal static partial class JsonTrouble
{
    /// <param name="error">The serializer's error. It names members, and never quotes a value.</param>
    /// <returns>The rest of a sentence that begins with a place.</returns>
    public static string Describe(JsonException error) => error.InnerException switch
    {
        JsonException inner when IsSyntax(inner) => $"it is no valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})",
        { } inner => DescribeValue(inner.Message),
        null => DescribeMember(error.Message),
    };

    private static string DescribeMember(string text) =>
        UnknownMember().Match(text) is { Success: true } unknown ? $"there is no member {unknown.Groups[1]}"
        : MissingMembers().Match(text) is { Success: true } missing ? $"it lacks {missing.Groups[1]}"
        : RepeatedMember().Match(text) is { Success: true } repeated ? $"{repeated.Groups[1]} is there more than once"
        : NullValue().IsMatch(text) ? "it must not be null"
        : "it has another form than is expected there";

    private static string DescribeValue(string text) =>
        WrongKind().Match(text) is { Success: true } wrong ? $"it must be {Kind(wrong.Groups[1].Value)}"
        : WrongFormat().Match(text) is { Success: true } format ? $"it must be {Kind(format.Groups[1].Value)}"
        : OutOfRange().IsMatch(text) ? "it must be a number that is neither too large nor too small"
        : "it has another form than is expected there";

    private static string Kind(string name) => name switch
    {
        "number" => "a number",
        "string" => "text",
        "boolean" => "true or false",
        "Guid" => "a UUID",
        "DateTime" or "DateTimeOffset" => "a date and time, as in ISO 8601",
        _ => "of another kind",
    };

    // Thrown by the reader, not by a converter: the texts are about tokens.
    private static bool IsSyntax(JsonException error) => error.GetType() != typeof(JsonException);

    [GeneratedRegex(@"^The JSON property ('.*') could not be mapped to any")]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"was missing required properties including: (.+?)\.( Path: .*)?$", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"^Duplicate property ('.*') encountered")]
    private static partial Regex RepeatedMember();

    [GeneratedRegex(@"doesn't allow (setting )?null values")]
    private static partial Regex NullValue();

    [GeneratedRegex(@"^Cannot get the value of a token type '\w+' as an? (\w+)\.$")]
    private static partial Regex WrongKind();

    [GeneratedRegex(@"^The JSON value is not in a supported (\w+) format\.$")]
    private static partial Regex WrongFormat();

    [GeneratedRegex(@"either too large or too small")]
    private static partial Regex OutOfRange();
}
