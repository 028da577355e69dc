using System.Text;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>Errors as bounded text that any database stores.</summary>
internal static class ErrorText
{
    /// <summary>An exception's message, also where the exception has none or fails to say it.</summary>
    public static string MessageOf(Exception error)
    {
        try
        {
            return error.Message ?? "";
        }
        catch (Exception e)
        {
            return $"(its message cannot be read: {e.GetType().Name})";
        }
    }

    /// <summary>
    /// Databases refuse NUL and halves of characters, and a step whose error cannot be stored would be repeated for ever.
    /// </summary>
    public static string Bounded(string? text, int maxLength)
    {
        var cut = text is null ? "" : text.Length <= maxLength ? text : text[..maxLength] + "...";
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', '\uFFFD');
    }
}
