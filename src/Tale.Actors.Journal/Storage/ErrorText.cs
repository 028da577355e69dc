namespace Tale.Actors.Journal.Storage;

/// <summary>What an exception says, for a line in a log and for callers.</summary>
internal static class ErrorText
{
    /// <summary>One line: the first line of each message, from the outside in. No types, no stack.</summary>
    public static string Of(Exception error)
    {
        var said = new List<string>();
        for (var e = error; e is not null; e = e.InnerException)
        {
            var line = e.Message.ReplaceLineEndings("\n").Split('\n')[0].Trim().TrimEnd('.');
            if (line.Length > 0 && !said.Exists(before => before.Contains(line, StringComparison.Ordinal)))
                said.Add(line);
        }
        return string.Join(": ", said) + ".";
    }
}
