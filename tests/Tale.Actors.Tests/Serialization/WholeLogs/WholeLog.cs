using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// A log as the first version of Tale left it: one event a line, its manifest and its bytes in hexadecimal digits. Such logs are in
/// databases, so a file is never changed.
/// </summary>
internal sealed record WholeLog(IReadOnlyList<string> Lines)
{
    private static readonly EventSerializer Serializer = new(null!);

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.log").Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Folder =>
        Path.Combine(RepositoryRoot.Path, "tests", "Tale.Actors.Tests", "Serialization", "WholeLogs", "Format1");

    public IReadOnlyList<Event> Events { get; } = [.. Lines.Select(line => line.Split(' ')).Select(Read)];

    public DateTimeOffset LastAt => Events[^1].At;

    public static WholeLog Of(string name) => new(File.ReadAllLines(Path.Combine(Folder, $"{name}.log")));

    /// <summary>What today's version would write for the same events.</summary>
    public IReadOnlyList<string> Written =>
        [.. Events.Select(e => $"{Serializer.Manifest(e)} {Convert.ToHexStringLower(Serializer.ToBinary(e))}")];

    /// <summary>Reads it as a coordinator does.</summary>
    public LogReader Read(IEnumerable<TransactionDefinition> definitions)
    {
        var reader = new LogReader(new PlanCatalog(new TransactionRegistry(definitions)));
        foreach (var (number, e) in Events.Index())
            reader.Add(e, number + 1);
        return reader;
    }

    private static Event Read(string[] line) => (Event)Serializer.FromBinary(Convert.FromHexString(line[1]), line[0]);
}
