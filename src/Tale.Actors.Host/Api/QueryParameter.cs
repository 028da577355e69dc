using System.Globalization;
using System.Text.Json;
using Tale.Actors.Host.Http;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Reads what the parameters of a query say. One that is empty counts as not given.</summary>
internal static class QueryParameter
{
    private static readonly IReadOnlyDictionary<string, TransactionStatus> KnownStatuses = Enum.GetValues<TransactionStatus>()
        .ToDictionary(status => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString()));

    // As in ISO 8601. Without an offset it is UTC.
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Statuses, each in a parameter of its own, or several separated by commas.</summary>
    /// <exception cref="ProblemException">One of them is no status.</exception>
    public static IReadOnlyCollection<TransactionStatus> Statuses(string[] texts)
    {
        const StringSplitOptions clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return texts.SelectMany(text => text.Split(',', clean)).Select(Status).ToHashSet();
    }

    /// <exception cref="ProblemException">It holds a character that no stored text has.</exception>
    public static string? Text(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : !text.Contains('\0') ? text
        : throw Refusal(name, "it holds the character U+0000, which no stored text has.");

    /// <exception cref="ProblemException">It is no version of a definition.</exception>
    public static int? Version(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version
        : throw Refusal(name, $"it is '{text}'; it must be a whole number from 1.");

    /// <exception cref="ProblemException">It is no date or time.</exception>
    public static DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, utc, out var time) ? time
            : throw Refusal(
                name, $"it is '{text}'; give a date or a time as in ISO 8601: 2026-03-01, 2026-03-01T12:30:00Z "
                + "or 2026-03-01T12:30:00%2B01:00 (a plain + is a space in a URL).");
    }

    /// <returns>0, for the beginning, when none is given.</returns>
    /// <exception cref="ProblemException">It is no revision.</exception>
    public static long Revision(string name, string? text) => string.IsNullOrEmpty(text) ? 0
        : TryRevision(text, out var revision) ? revision
        : throw Refusal(name, $"it is '{text}'; it must be the revision of an event, or 0.");

    public static bool TryRevision(string text, out long revision) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision);

    /// <exception cref="ProblemException">It is neither true nor false.</exception>
    public static bool Flag(string name, string? text, bool otherwise) => text switch
    {
        null or "" => otherwise,
        "true" => true,
        "false" => false,
        _ => throw Refusal(name, $"it is '{text}'; it must be true or false."),
    };

    private static TransactionStatus Status(string text) => KnownStatuses.TryGetValue(text, out var status) ? status
        : throw Refusal("status", $"'{text}' is no status; it must be one or more of: {string.Join(", ", KnownStatuses.Keys)}.");

    private static ProblemException Refusal(string name, string problem) => ProblemException.BadRequest(
        $"invalid-{JsonNamingPolicy.KebabCaseLower.ConvertName(name)}", $"The parameter '{name}' cannot be used: {problem}");
}
