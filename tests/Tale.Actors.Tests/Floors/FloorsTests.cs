using Tale.Actors.Tests.Shared;

namespace Tale.Actors.Tests.Floors;

/// <summary>The library's folders as floors of a house, read from the built assembly.</summary>
public sealed class FloorsTests
{
    private static readonly string[][] Floors =
    [
        ["Tale.Actors.Hosting"],
        ["Tale.Actors.Operations"],
        ["Tale.Actors.Client"],
        ["Tale.Actors.Coordination.Home"],
        ["Tale.Actors.Coordination"],
        ["Tale.Actors.Coordination.Attempts"],
        ["Tale.Actors.Coordination.Time"],
        ["Tale.Actors"],   // ITaleClient and its exceptions
        ["Tale.Actors.Serialization", "Tale.Actors.Index"],
        ["Tale.Actors.Core"],
        ["Tale.Actors.Definitions", "Tale.Actors.Protocol", "Tale.Actors.Settings"],
    ];

    [Fact]
    public void Arrows_of_the_library_go_down()
    {
        var problems = AssemblyFloors.Of(typeof(ITaleClient).Assembly).Problems(Floors, Ground.OneWay);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
