using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Adversarial;

public sealed class CanonicalStateTests
{
    [Theory]
    [InlineData("499", "499.0", true)]
    [InlineData("499", "4.99e2", true)]
    [InlineData("499", "499.5", false)]
    [InlineData("499", "\"499\"", false)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2.0,"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", true)]
    [InlineData("""{"a":1,"b":null}""", """{"a":1}""", true)]
    [InlineData("""{"a":1,"c":null}""", """{"a":1,"b":null}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":0}""", false)]
    [InlineData("""{"a":1,"b":0}""", """{"a":1}""", false)]
    [InlineData("""{"a":{"b":null}}""", """{"a":{}}""", true)]
    [InlineData("""{"a":{}}""", """{}""", false)]
    [InlineData("""[1,2]""", """[2,1]""", false)]
    [InlineData("""[1,null]""", """[1]""", false)]
    [InlineData("""[{"a":1,"b":2}]""", """[{"b":2,"a":1}]""", true)]
    [InlineData("null", "null", true)]
    [InlineData("not json", "not json", true)]
    [InlineData("not json", "not json either", false)]
    [InlineData("", "", true)]
    [InlineData("", "1", false)]
    public void F53_states_are_compared_by_what_they_say(string one, string other, bool areEqual)
    {
        Assert.Equal(areEqual, CanonicalState.AreEqual(Of(one), Of(other)));
        Assert.Equal(areEqual, CanonicalState.AreEqual(Of(other), Of(one)));
    }

    [Fact]
    public void F53_another_alias_for_the_same_content_is_the_same_state() =>
        Assert.True(CanonicalState.AreEqual(new Payload("old", "{}"u8.ToArray()), new Payload("new", "{}"u8.ToArray())));

    [Fact(Timeout = 10_000)]
    public async Task F53_a_state_that_is_nested_deeply_is_compared_in_no_time() => await Task.Run(() =>
    {
        var (one, other) = (Nested(60, """{"a":1,"b":2}"""), Nested(60, """{"b":2,"a":1}"""));

        Assert.True(CanonicalState.AreEqual(Of(one), Of(other)));
    });

    [Fact(Timeout = 20_000)]
    public async Task F53_a_state_with_very_many_members_is_compared_in_no_time() => await Task.Run(() =>
    {
        var names = Enumerable.Range(0, 50_000).Select(i => $"\"{i}\":1").ToList();

        Assert.True(CanonicalState.AreEqual(Of($"{{{string.Join(',', names)}}}"), Of($"{{{string.Join(',', Enumerable.Reverse(names))}}}")));
    });

    private static string Nested(int depth, string inner)
    {
        for (var i = 0; i < depth; i++)
            inner = $$"""{"next":{{inner}}}""";
        return inner;
    }

    private static Payload Of(string json) => new("state", Encoding.UTF8.GetBytes(json));
}
