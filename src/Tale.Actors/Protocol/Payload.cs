using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>
/// A value as it is stored and sent: the alias of its type and its bytes. Two payloads are equal when both are. As a part of other JSON it is
/// written as its alias and its value, not as bytes.
/// </summary>
/// <param name="Alias">The registered alias of the value's type, for example <c>booking</c>. Never a CLR type name.</param>
/// <param name="Data">The bytes: UTF-8 JSON unless <paramref name="SerializerId"/> says otherwise.</param>
/// <param name="SerializerId">0 for JSON (the default), else the identifier of the Akka serializer that wrote the bytes.</param>
/// <param name="Manifest">The manifest that serializer asked for; empty for JSON.</param>
[JsonConverter(typeof(PayloadJson))]
public sealed record Payload(string Alias, ReadOnlyMemory<byte> Data, int SerializerId = 0, string Manifest = "")
{
    /// <summary>Whether the bytes are UTF-8 JSON.</summary>
    public bool IsJson => SerializerId == 0;

    /// <summary>The bytes as a JSON element.</summary>
    /// <exception cref="InvalidOperationException">The payload was written by a serializer of the user's own and is not JSON.</exception>
    public JsonElement ToJsonElement()
    {
        if (!IsJson)
            throw new InvalidOperationException($"The payload '{Alias}' was written by Akka serializer {SerializerId} and is not JSON.");
        return JsonElement.Parse(Data.Span);
    }

    /// <inheritdoc />
    public bool Equals(Payload? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && Alias == other.Alias && SerializerId == other.SerializerId && Manifest == other.Manifest
         && Data.Span.SequenceEqual(other.Data.Span));

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Alias);
        hash.AddBytes(Data.Span);
        return hash.ToHashCode();
    }

    /// <summary>The alias and the size; never the content, which may be secret.</summary>
    public override string ToString() => $"{Alias} ({Data.Length} bytes)";
}
