using System.Globalization;
using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>
/// The <c>wait</c> parameter: a whole number with its unit, such as <c>500ms</c>, <c>30s</c> or <c>2m</c>. A longer wait than the limit
/// counts as the limit.
/// </summary>
internal static class WaitDuration
{
    /// <returns>The time to wait; null when none was asked for.</returns>
    /// <exception cref="ProblemException">The text is no number with a unit.</exception>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var unit = text.TrimStart("0123456789".AsSpan().ToArray());
        if (!long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Refusal(text);
        var milliseconds = unit switch
        {
            "ms" => number,
            "s" => number * 1_000d,
            "m" => number * 60_000d,
            _ => throw Refusal(text),
        };
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, RequestLimits.MaxWait.TotalMilliseconds));
    }

    private static ProblemException Refusal(string text) => ProblemException.BadRequest(
        "invalid-wait",
        $"wait is '{text}'; give a whole number and a unit: 500ms, 30s or 2m (at most {RequestLimits.MaxWait.TotalMinutes}m).");
}
