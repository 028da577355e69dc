using System.Globalization;

namespace Tale.Actors.Host.Http;

/// <summary>A transaction's revision, as the entity tag of its view: told by <c>ETag</c>, expected by <c>If-Match</c> (RFC 9110).</summary>
internal static class RevisionHeader
{
    public static void Tell(HttpResponse response, long revision) => response.Headers.ETag = $"\"{revision}\"";

    /// <returns>Null: any revision will do.</returns>
    /// <exception cref="ProblemException">It is not one revision.</exception>
    public static long? ReadExpected(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*")
            return null;
        return long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision
            : throw ProblemException.BadRequest(
                "invalid-if-match", $"If-Match is '{text}'; send the ETag of the transaction that you have seen, for example \"7\", or none.");
    }

    /// <summary>For a request that cannot be held to a revision: carried out all the same, it would be what its sender ruled out.</summary>
    /// <exception cref="ProblemException">It asks for one.</exception>
    public static void RefuseExpected(HttpRequest request, string because)
    {
        if (ReadExpected(request) is not null)
            throw ProblemException.BadRequest("invalid-if-match", $"{because}: send no If-Match.");
    }
}
