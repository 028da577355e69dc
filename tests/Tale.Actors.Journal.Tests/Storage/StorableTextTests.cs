using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.Storage;

public sealed class StorableTextTests
{
    [Fact]
    public void What_cannot_be_stored_is_replaced_and_all_else_stays()
    {
        Assert.Equal("a\uFFFDb\uFFFD \U0001F600 \uFFFD", StorableText.Clean("a\0b\ud83d \U0001F600 \ude00"));
        Assert.Equal("\u00e4 \U0001F600\n", StorableText.Clean("\u00e4 \U0001F600\n"));
    }
}
