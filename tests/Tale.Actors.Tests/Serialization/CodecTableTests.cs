using Tale.Actors.Serialization;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Tests.Serialization;

/// <summary>No kind of event or message can be forgotten: the actor system would not start.</summary>
public sealed class CodecTableTests
{
    private static readonly CodecEntry<object> Text = Entry<string>("text:1");
    private static readonly CodecEntry<object> Link = Entry<Uri>("link:1");

    [Fact]
    public void A_kind_without_an_entry_is_refused() =>
        Assert.Contains("System.Uri", Refusal([typeof(string), typeof(Uri)], [Text]), StringComparison.Ordinal);

    [Fact]
    public void A_manifest_that_is_used_twice_is_refused() =>
        Assert.Contains("text:1", Refusal([typeof(string)], [Text, Entry<Uri>("text:1")]), StringComparison.Ordinal);

    [Fact]
    public void A_kind_with_two_entries_is_refused() =>
        Assert.Contains("String", Refusal([typeof(string)], [Text, Entry<string>("text:2")]), StringComparison.Ordinal);

    [Fact]
    public void The_entry_of_a_value_is_that_of_its_very_type()
    {
        var table = new CodecTable<object>([typeof(string)], [Text, Link]);
        Assert.Same(Text, table.Of("a"));
        Assert.Same(Link, table.Find("link:1"));
        Assert.Null(table.Find("link:2"));
        Assert.Throws<ArgumentException>(() => table.Of(1));
    }

    private static string Refusal(Type[] kinds, CodecEntry<object>[] entries) =>
        Assert.Throws<InvalidOperationException>(() => new CodecTable<object>(kinds, entries)).Message;

    private static CodecEntry<object> Entry<TKind>(string manifest)
        where TKind : class =>
        CodecEntry<object>.Of<TKind, TransactionIdProto>(
            manifest, TransactionIdProto.Parser, _ => new(), _ => throw new NotSupportedException());
}
