namespace Tale.Actors.Host.Http;

/// <summary>The header that makes a repeated request the same request, on this API and between a step and a sample service.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>The request's key; null: it has none.</summary>
    /// <exception cref="ProblemException">There are several, or it begins with a quote and is no string.</exception>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers[Name];
        if (header.Count > 1)
            throw ProblemException.BadRequest("ambiguous-id", $"There are {header.Count} {Name} headers; give one.");
        return header.Count == 1 ? Read(header[0]!) : null;
    }

    /// <summary>The key in a header: bare, or in quotes, which is the form of the IETF's draft (a string of RFC 8941).</summary>
    /// <exception cref="ProblemException">It begins with a quote and is no string.</exception>
    public static string Read(string header)
    {
        if (!header.StartsWith('"'))
            return header;
        var key = new System.Text.StringBuilder(header.Length);
        for (var i = 1; i < header.Length; i++)
        {
            if (header[i] == '"')
                return i == header.Length - 1 ? key.ToString() : throw Malformed();
            if (header[i] == '\\' && (++i == header.Length || header[i] is not ('"' or '\\')))
                throw Malformed();
            key.Append(header[i]);
        }
        throw Malformed();
    }

    private static ProblemException Malformed() => ProblemException.BadRequest(
        "bad-idempotency-key",
        $"The {Name} header begins with a quote and is not one string in quotes; send the key bare, or as \"KEY\".");
}
