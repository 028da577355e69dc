namespace Tale.Actors.Host.Runtime;

/// <summary>
/// Finds brackets and quotes without a partner: Akka's parser takes a file that ends too early as if it were whole, and the settings
/// after a lost bracket as those of another section.
/// </summary>
internal static class HoconBrackets
{
    private const string LongQuote = "\"\"\"";

    /// <returns>The first one, with its line; null when all have partners.</returns>
    public static string? Problem(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when text.AsSpan(i).StartsWith("//"):
                    i = EndOfLine(text, i) - 1;
                    break;
                case '"':
                    var end = EndOfQuote(text, i);
                    if (end < 0)
                        return $"the quote in line {line} is never closed";
                    line += text.AsSpan(i, end - i).Count('\n');
                    i = end;
                    break;
                case '{' or '[':
                    open.Push((text[i], line));
                    break;
                case '}' or ']' when open.Count == 0 || open.Pop().Bracket != (text[i] == '}' ? '{' : '['):
                    return $"the '{text[i]}' in line {line} closes nothing";
            }
        }
        return open.Count == 0 ? null : $"the '{open.Peek().Bracket}' in line {open.Peek().Line} is never closed";
    }

    private static int EndOfLine(string text, int from) => text.IndexOf('\n', from) is >= 0 and var end ? end : text.Length;

    /// <returns>The place of the last character; -1 when there is none.</returns>
    private static int EndOfQuote(string text, int from)
    {
        if (text.AsSpan(from).StartsWith(LongQuote))
        {
            var end = text.IndexOf(LongQuote, from + LongQuote.Length, StringComparison.Ordinal);
            return end < 0 ? -1 : end + LongQuote.Length - 1;
        }
        for (var i = from + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '"')
                return i;
            if (text[i] == '\\')
                i++;
        }
        return -1;
    }
}
