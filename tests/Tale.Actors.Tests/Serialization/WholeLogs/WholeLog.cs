using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// A log as a version of Tale left it, in the folder of its format: one event a line, its manifest and its bytes in hexadecimal digits. Such
/// logs are in databases, so a file is never changed.
/// </summary>
internal sealed record WholeLog(IReadOnlyList<string> Lines)
{
    private static readonly EventSerializer Serializer = new(null!);

    /// <summary>Those of the first format.</summary>
    public static IEnumerable<string> Names => NamesOf(1);

    public IReadOnlyList<Event> Events { get; } = [.. Lines.Select(line => line.Split(' ')).Select(Read)];

    public DateTimeOffset LastAt => Events[^1].At;

    public static IEnumerable<string> NamesOf(int format) =>
        Directory.EnumerateFiles(Folder(format), "*.log").Select(file => Path.GetFileNameWithoutExtension(file)!);

    public static WholeLog Of(string name, int format = 1) => new(File.ReadAllLines(FileOf(name, format)));

    public static WholeLog Of(IEnumerable<Event> events) => new([.. events.Select(Line)]);

    public static string FileOf(string name, int format) => Path.Combine(Folder(format), $"{name}.log");

    /// <summary>What today's version would write for the same events.</summary>
    public IReadOnlyList<string> Written => [.. Events.Select(Line)];

    /// <summary>Reads it as a coordinator does.</summary>
    public LogReader Read(IEnumerable<TransactionDefinition> definitions)
    {
        var reader = new LogReader(new PlanCatalog(new TransactionRegistry(definitions)));
        foreach (var (number, e) in Events.Index())
            reader.Add(e, number + 1);
        return reader;
    }

    private static string Folder(int format) =>
        Path.Combine(RepositoryRoot.Path, "tests", "Tale.Actors.Tests", "Serialization", "WholeLogs", $"Format{format}");

    private static string Line(Event e) => $"{Serializer.Manifest(e)} {Convert.ToHexStringLower(Serializer.ToBinary(e))}";

    private static Event Read(string[] line) => (Event)Serializer.FromBinary(Convert.FromHexString(line[1]), line[0]);
}
