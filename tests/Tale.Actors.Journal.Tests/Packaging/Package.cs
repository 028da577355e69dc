using System.IO.Compression;
using System.Xml.Linq;

namespace Tale.Actors.Journal.Tests.Packaging;

/// <summary>A package, and its symbols, in a folder.</summary>
public sealed class Package(DirectoryInfo folder, string id)
{
    public string Id => id;

    /// <summary>What is in the package's manifest.</summary>
    public XElement Metadata => Read($"{id}.nuspec", stream => XDocument.Load(stream).Root!.Elements().Single(e => e.Name.LocalName == "metadata"));

    public IReadOnlyList<string> Files => Entries("nupkg");

    public IReadOnlyList<string> Symbols => Entries("snupkg");

    /// <summary>The names of the members that the package documents.</summary>
    public IReadOnlyList<string> Documented => Read(
        $"lib/net10.0/{id}.xml",
        stream => XDocument.Load(stream).Descendants("member").Select(member => (string)member.Attribute("name")!).ToList());

    public string? Value(string name) => Metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

    public T Read<T>(string path, Func<Stream, T> read)
    {
        using var package = ZipFile.OpenRead(PathOf("nupkg"));
        using var stream = package.GetEntry(path)!.Open();
        return read(stream);
    }

    private List<string> Entries(string extension)
    {
        using var package = ZipFile.OpenRead(PathOf(extension));
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    private string PathOf(string extension) =>
        Assert.Single(folder.GetFiles($"{id}.*.{extension}"), file => char.IsAsciiDigit(file.Name[id.Length + 1])).FullName;
}
