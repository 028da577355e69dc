using PublicApiGenerator;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.PublicApi;

/// <summary>The public surface, member by member. A change to it is a decision, made by approving the new text.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_of_the_journal_is_the_approved_one()
    {
        var approved = Path.Combine(
            RepositoryRoot.Path, "tests", "Tale.Actors.Journal.Tests", "PublicApi", "Tale.Actors.Journal.approved.txt");
        var api = typeof(JournalHostingExtensions).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == api)
            return;
        var received = Path.Combine(AppContext.BaseDirectory, "Tale.Actors.Journal.received.txt");
        File.WriteAllText(received, api);
        Assert.Fail($"The public API has changed. Compare and, to approve it, copy the first over the second:\n{received}\n{approved}");
    }
}
