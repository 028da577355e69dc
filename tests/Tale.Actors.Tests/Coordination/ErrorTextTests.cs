using System.Text;
using Tale.Actors.Coordination.Attempts;

namespace Tale.Actors.Tests.Coordination;

/// <summary>An error that cannot be stored would have its step repeated for ever.</summary>
public sealed class ErrorTextTests
{
    [Fact]
    public void F21_text_that_databases_refuse_is_replaced()
    {
        Assert.Equal("binary \uFFFD echoed", Of("binary \0 echoed", 100));
        Assert.Equal("half a \uFFFD character", Of("half a " + '\uD83D' + " character", 100));
        Assert.Equal("plain", Of("plain", 100));
    }

    [Fact]
    public void F21_a_cut_in_the_middle_of_a_character_leaves_no_half_of_it()
    {
        var text = Of("1234\U0001F600567", 5);
        Assert.Equal("1234\uFFFD...", text);
        Assert.Equal(text, Encoding.UTF8.GetString(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text)));
    }

    private static string Of(string message, int maxLength) => ErrorText.Bounded(message, maxLength);
}
