using System.Text;

namespace Tale.Actors.Tests.Serialization;

/// <summary>
/// The bytes of a sample as they were first written, in <c>Serialization/Golden/{name}.hex</c>: the manifest, then lines of hexadecimal
/// digits. Bytes that are in somebody's database are read for ever, so an existing file is never changed; a new one is written by
/// <c>TALE_WRITE_GOLDEN=1 dotnet test tests/Tale.Actors.Tests --filter Golden</c>.
/// </summary>
internal sealed record GoldenFile(string Manifest, byte[] Bytes)
{
    private const int BytesPerLine = 32;

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.hex").Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "Tale.Actors.Tests", "Serialization", "Golden");

    public static GoldenFile Of(string name, string manifest, byte[] bytes)
    {
        var file = Path.Combine(Folder, $"{name}.hex");
        if (File.Exists(file))
            return Read(file);
        if (Environment.GetEnvironmentVariable("TALE_WRITE_GOLDEN") != "1")
            Assert.Fail($"There is no golden file for '{name}'. If it is new, write it: TALE_WRITE_GOLDEN=1 dotnet test tests/Tale.Actors.Tests --filter Golden");
        File.WriteAllText(file, Text(manifest, bytes));
        return new GoldenFile(manifest, bytes);
    }

    private static GoldenFile Read(string file)
    {
        var lines = File.ReadAllLines(file);
        return new GoldenFile(lines[0], Convert.FromHexString(string.Concat(lines.Skip(1))));
    }

    private static string Text(string manifest, byte[] bytes)
    {
        var text = new StringBuilder(manifest).Append('\n');
        foreach (var line in bytes.Chunk(BytesPerLine))
            text.Append(Convert.ToHexStringLower(line)).Append('\n');
        return text.ToString();
    }
}
