namespace Tale.Actors.Host.Errors;

/// <summary>Texts of others, made fit for a line of ours.</summary>
internal static class OneLine
{
    /// <summary>The text on one line, without a full stop at its end.</summary>
    public static string Of(string text) =>
        string.Join(' ', text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
