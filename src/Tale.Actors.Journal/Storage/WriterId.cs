using System.Text;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// Akka names the incarnation that wrote an event by a text that is nearly always a Guid: 16 bytes instead of 36 on every event. Any other
/// text is kept as UTF-8, and one of exactly 16 bytes gets a trailing NUL so that the length tells the two apart.
/// </summary>
internal static class WriterId
{
    private const int GuidLength = 16;

    public static byte[] Encode(string? writer)
    {
        if (Guid.TryParseExact(writer, "D", out var guid) && guid.ToString("D") == writer)
            return guid.ToByteArray();
        var bytes = Encoding.UTF8.GetBytes(writer ?? "");
        return bytes.Length == GuidLength ? [.. bytes, 0] : bytes;
    }

    public static string Decode(byte[] bytes) => bytes.Length switch
    {
        GuidLength => new Guid(bytes).ToString("D"),
        GuidLength + 1 when bytes[GuidLength] == 0 => Encoding.UTF8.GetString(bytes, 0, GuidLength),
        _ => Encoding.UTF8.GetString(bytes),
    };
}
