using System.Globalization;

namespace Tale.Actors.Host.Http;

/// <summary>The query parameters of a page.</summary>
internal static class PageQuery
{
    /// <exception cref="ProblemException">The text is no number of rows that may be asked for.</exception>
    public static int Limit(string? text) => text switch
    {
        null or "" => RequestLimits.DefaultPage,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= RequestLimits.MaxPage => limit,
        _ => throw ProblemException.BadRequest(
            "invalid-limit", $"limit is '{text}'; it must be a whole number from 1 to {RequestLimits.MaxPage}."),
    };

    /// <exception cref="ProblemException">The text is no order of a row.</exception>
    public static long After(string? text) => text switch
    {
        null or "" => 0,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) => after,
        _ => throw ProblemException.BadRequest("invalid-after", $"after is '{text}'; it must be the order of a row."),
    };
}
