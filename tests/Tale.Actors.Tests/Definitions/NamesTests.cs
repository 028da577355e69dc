using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Definitions;

/// <summary>Which names and ids are allowed, and how names are derived.</summary>
public sealed class NamesTests
{
    [Theory]
    [InlineData("BookHotel", "book-hotel")]
    [InlineData("HTTPReply", "http-reply")]
    [InlineData("SendSMS", "send-sms")]
    [InlineData("Int32", "int32")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    public void Kebab(string name, string kebab) => Assert.Equal(kebab, Names.Kebab(name));

    [Theory]
    [InlineData("order-4711", true)]
    [InlineData("a.b_c:D-9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    [InlineData("٣", false)]
    public void Transaction_ids(string? id, bool isAllowed) => Assert.Equal(isAllowed, TransactionIds.IsValid(id));

    [Fact]
    public void A_transaction_id_has_at_most_200_characters()
    {
        Assert.True(TransactionIds.IsValid(new string('a', 200)));
        Assert.False(TransactionIds.IsValid(new string('a', 201)));
    }

    [Fact]
    public void A_name_has_no_colon() => Assert.False(Names.IsName("a:b"));
}
