using Tale.Actors.Cluster;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Journal.Tests.Packaging;

/// <summary>What somebody gets who installs a package.</summary>
public sealed class PackageTests(PackedPackages packed) : IClassFixture<PackedPackages>
{
    public static TheoryData<string> Ids => new("Tale.Actors", "Tale.Actors.Journal", "Tale.Actors.Cluster");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_has_its_library_documentation_readme_icon_and_symbols(string id)
    {
        var package = Of(id);

        foreach (var file in new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md", "icon.png" })
            Assert.Contains(file, package.Files);
        Assert.Contains($"lib/net10.0/{id}.pdb", package.Symbols);
        Assert.Equal(("README.md", "icon.png"), (package.Value("readme"), package.Value("icon")));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_says_what_it_is_and_where_it_comes_from(string id)
    {
        var package = Of(id);

        Assert.Equal("Apache-2.0", package.Value("license"));
        Assert.NotEmpty(package.Value("description")!);
        Assert.Contains("saga", package.Value("tags")!, StringComparison.Ordinal);
        Assert.Equal("git", package.Metadata.Elements().Single(e => e.Name.LocalName == "repository").Attribute("type")!.Value);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_readme_of_a_package_is_one_that_can_be_read_without_the_repository(string id)
    {
        var readme = Of(id).Read("README.md", stream => new StreamReader(stream).ReadToEnd());

        Assert.Contains("Tale.Actors.Journal", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https://)", readme);
    }

    [Fact]
    public void The_journal_brings_the_library_and_its_drivers_and_no_tool_of_the_build()
    {
        var dependencies = packed.Journal.Metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
            .Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal);

        Assert.Equal(["Microsoft.Data.Sqlite", "Npgsql", "Tale.Actors"], dependencies);
    }

    [Fact]
    public void The_library_brings_no_database_driver() => Assert.DoesNotContain(
        packed.Actors.Metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value),
        id => id.Contains("Sqlite", StringComparison.Ordinal) || id.Contains("Npgsql", StringComparison.Ordinal) || id == "Grpc.Tools");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_documents_every_public_type_and_no_internal_one(string id)
    {
        var assembly = id switch
        {
            "Tale.Actors" => typeof(ITaleClient).Assembly,
            "Tale.Actors.Journal" => typeof(JournalHostingExtensions).Assembly,
            _ => typeof(TaleClusterOptions).Assembly,
        };
        var documented = Of(id).Documented.ToHashSet(StringComparer.Ordinal);
        var all = assembly.GetTypes().Where(type => type.FullName!.StartsWith("Tale.", StringComparison.Ordinal)).ToList();

        Assert.All(all.Where(type => type.IsVisible), type => Assert.Contains($"T:{DocName(type)}", documented));
        Assert.All(all.Where(type => !type.IsVisible), type =>
            Assert.DoesNotContain(documented, name => name[2..] == DocName(type) || name[2..].StartsWith($"{DocName(type)}.", StringComparison.Ordinal)));
        // Public types' internal members, too.
        Assert.DoesNotContain("P:Tale.Actors.Definitions.TransactionDefinition.Root", documented);
        if (id == "Tale.Actors")
            Assert.Contains("P:Tale.Actors.Definitions.TransactionDefinition.Steps", documented);
    }

    private static string DocName(Type type) => type.FullName!.Replace('+', '.');

    private Package Of(string id) => id switch
    {
        "Tale.Actors" => packed.Actors,
        "Tale.Actors.Journal" => packed.Journal,
        _ => packed.Cluster,
    };
}
