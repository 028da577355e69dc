using Tale.Actors.Host.Node;
using Tale.Actors.Tests.Shared;

namespace Tale.Actors.Host.Tests;

/// <summary>The host's folders as floors of a house, read from the built assembly.</summary>
public sealed class FloorsTests
{
    private const string Host = "Tale.Actors.Host";
    private const string Holiday = Host + ".Samples.Holiday";

    private static readonly string[][] Floors =
    [
        [""],   // Program
        [Host + ".Cli"],
        [Host + ".Demo", Host + ".Node"],
        [Host + ".Api", Holiday],
        [Holiday + ".Clients", Holiday + ".Services"],
        [Host + ".Api.Contracts", Holiday + ".Contracts", Host + ".Http", Host + ".Runtime"],
        [Host + ".Errors"],
    ];

    [Fact]
    public void Arrows_between_the_folders_of_the_host_go_down()
    {
        var problems = AssemblyFloors.Of(typeof(TaleNode).Assembly).Problems(Floors);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
