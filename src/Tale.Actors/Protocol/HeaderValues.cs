using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>Headers as messages hold them, whoever made the message: never null, and without null values.</summary>
internal static class HeaderValues
{
    public static ImmutableDictionary<string, string> WithoutNulls(ImmutableDictionary<string, string>? headers)
    {
        if (headers is null || headers.IsEmpty)
            return ImmutableDictionary<string, string>.Empty;
        return headers.ContainsValue(null!) ? headers.ToImmutableDictionary(header => header.Key, header => header.Value ?? "") : headers;
    }
}
