using PublicApiGenerator;
using Tale.Actors.Tests.Serialization;

namespace Tale.Actors.Tests.PublicApi;

/// <summary>The public surface, member by member. A change to it is a decision, made by approving the new text.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_of_Tale_Actors_is_the_approved_one()
    {
        var approved = Path.Combine(RepositoryRoot.Path, "tests", "Tale.Actors.Tests", "PublicApi", "Tale.Actors.approved.txt");
        var api = typeof(ITaleClient).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == api)
            return;
        var received = Path.Combine(AppContext.BaseDirectory, "Tale.Actors.received.txt");
        File.WriteAllText(received, api);
        Assert.Fail($"The public API has changed. Compare and, to approve it, copy the first over the second:{Environment.NewLine}{received}{Environment.NewLine}{approved}");
    }
}
