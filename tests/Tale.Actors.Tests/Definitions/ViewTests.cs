using System.Text.RegularExpressions;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>A definition as text and as a chart.</summary>
public sealed partial class ViewTests
{
    private static readonly TransactionDefinition Trip = Transaction.Define<int>("trip", version: 3)
        .Step("pay", (int x) => x, step => step.Retry(2)).Undo((int _) => { })
        .Concurrent("end", branches => branches
            .Branch(branch => branch.Step("hotel", (int x) => x).Undo((int _) => { }).Step("subgraph", (int x) => x))
            .Branch(branch => branch.Participant("fly", ParticipantAddress.AtPath("/user/\"fly\"<b>#1")))
            .Join((x, car, flight) => x + car + flight), BranchFailurePolicy.FailFast)
        .Build();

    [Fact]
    public void As_text() => Assert.Equal(
        """
        trip v3: int32 -> int32
          pay (2 retries, undo)
          end (concurrent, a failure cancels the others)
            0
              hotel (undo)
              subgraph (no undo)
            1
              fly (participant path /user/"fly"<b>#1, undo)
            join

        """.ReplaceLineEndings("\n"),
        Trip.ToText());

    [Fact]
    public void As_a_chart_in_which_no_name_is_taken_for_anything_else() => Assert.Equal(
        """
        flowchart TD
            start(["trip v3"])
            s0["pay<br/>2 retries, undo"]
            start --> s0
            subgraph b0["end (concurrent, a failure cancels the others)"]
                s1["hotel<br/>undo"]
                s0 --> s1
                s2["subgraph<br/>no undo"]
                s1 --> s2
                s3["fly<br/>participant path /user/#34;fly#34;#60;b#62;#35;1, undo"]
                s0 --> s3
                s4{{"join"}}
                s2 --> s4
                s3 --> s4
            end
            done(["completed"])
            s4 --> done

        """.ReplaceLineEndings("\n"),
        Trip.ToMermaid());

    [Fact]
    public void Items_and_children_as_text_and_as_a_chart()
    {
        var car = Transaction.Define<int>("car").Step("rent", (int x) => x).Build();
        var definition = Transaction.Define<int>("tour")
            .ForEach(
                "stops", x => Enumerable.Range(0, x), stop => stop.Step("night", (int x) => x).Undo((int _) => { }), (x, _) => x, maxConcurrent: 3,
                onFailure: BranchFailurePolicy.FailFast)
            .Child("car", car).Build();
        Assert.Equal(
            """
            tour v1: int32 -> int32
              stops (for each item, 3 at a time, a failure cancels the others)
                *
                  night (undo)
                join
              car (transaction car v1, undo)

            """.ReplaceLineEndings("\n"),
            definition.ToText());
        Assert.Equal(
            """
            flowchart TD
                start(["tour v1"])
                subgraph b0["stops (for each item, 3 at a time, a failure cancels the others)"]
                    s0{{"items"}}
                    start --> s0
                    s1["night<br/>undo"]
                    s0 --> s1
                    s2{{"join"}}
                    s1 --> s2
                end
                s3["car<br/>transaction car v1, undo"]
                s2 --> s3
                done(["completed"])
                s3 --> done

            """.ReplaceLineEndings("\n"),
            definition.ToMermaid());
        Assert.Equal(["stops/items", "stops/*/night", "stops/join", "car"], definition.Steps.Select(step => step.Path));
        Assert.Equal("car v1", definition.Steps[^1].Transaction);
        Assert.Equal(typeof(int), definition.OutputTypeOf("stops/17/night"));
        Assert.Null(definition.OutputTypeOf("stops/017/night"));
    }

    [Theory]
    [InlineData("a\"b", "a#34;b")]
    [InlineData("a;b`c", "a#59;b#96;c")]
    [InlineData("<script>&amp;", "#60;script#62;#38;amp#59;")]
    [InlineData("[x]{y}|%%", "#91;x#93;#123;y#125;#124;#37;#37;")]
    [InlineData("line\nbreak", "line#10;break")]
    public void What_means_something_in_a_chart_is_escaped(string label, string escaped)
    {
        Assert.Equal(escaped, DefinitionMermaid.Escaped(label));
        Assert.Matches(Plain(), DefinitionMermaid.Escaped(label));
    }

    [GeneratedRegex("^([\\p{L}\\p{N} .,_:/()@+-]|#[0-9]+;)*$")]
    private static partial Regex Plain();
}
