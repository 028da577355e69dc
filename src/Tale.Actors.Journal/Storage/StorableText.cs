using System.Text;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// Which texts every database can hold. PostgreSQL knows no NUL, neither database knows a surrogate without its other half, and an index
/// row has room for so much.
/// </summary>
internal static class StorableText
{
    /// <summary>The longest persistence id in bytes of UTF-8.</summary>
    public const int MaxIdBytes = 2_000;

    private const int Shown = 60;

    // Throws where the usual one would write a replacement: two ids must never become one.
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether no database would refuse it.</summary>
    public static bool IsStorable(string text) => Problem(text) is null;

    /// <exception cref="ArgumentException">It cannot be stored; the message says why.</exception>
    public static void ThrowIfNoId(string persistenceId)
    {
        if ((Problem(persistenceId) ?? TooLong(_strict.GetByteCount(persistenceId))) is { } problem)
            throw new ArgumentException($"The persistence id '{Clean(Start(persistenceId))}' cannot be stored: it {problem}.");
    }

    /// <param name="text">Null: there is none.</param>
    /// <param name="what">What it is.</param>
    /// <exception cref="ArgumentException">It cannot be stored; the message says why.</exception>
    public static void ThrowIfNotStorable(string? text, string what)
    {
        if (text is not null && Problem(text) is { } problem)
            throw new ArgumentException($"The {what} '{Clean(Start(text))}' cannot be stored: it {problem}.");
    }

    /// <summary>The text with U+FFFD for what cannot be stored: for people, not for keys.</summary>
    public static string Clean(string text)
    {
        if (IsStorable(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())   // has U+FFFD for a lone surrogate already
            clean.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    private static string Start(string text) => text.Length <= Shown ? text : text[..Shown] + "...";

    private static string? TooLong(int bytes) => bytes > MaxIdBytes ? $"has {bytes} bytes, and {MaxIdBytes} are allowed" : null;

    private static string? Problem(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return $"holds a NUL at position {i}";
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return $"holds half a character (a lone surrogate) at position {i}";
            i++;
        }
        return null;
    }
}
