using System.Text;
using Tale.Actors.Actors;
using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Actors;

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

    [Fact]
    public void An_attempt_whose_answer_was_lost_may_have_taken_effect()
    {
        Assert.True(ErrorText.Of(new OutcomeUnknownException("lost"), Verdict.Retry, 100).MayHaveTakenEffect);
        Assert.False(ErrorText.Of(new TimeoutException("late"), Verdict.Retry, 100).MayHaveTakenEffect);
    }

    private static string Of(string message, int maxLength) => ErrorText.Of(new InvalidOperationException(message), Verdict.GiveUp, maxLength).Message;
}
