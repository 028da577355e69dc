using System.Reflection;

namespace Tale.Actors.Tests.Shared;

/// <summary>
/// The namespaces of an assembly as floors of a house: arrows, from a type to a type that it uses, go down.
/// <see cref="TypeUses"/> reads them from the built assembly, so the use of a <c>const</c> or of an enum's value, a <c>nameof</c>, a doc
/// <c>cref</c> and a type's name in a text are not seen: the compiler leaves no trace of where they came from.
/// </summary>
internal sealed class AssemblyFloors
{
    private readonly SortedSet<string> _namespaces;
    private readonly ILookup<(string From, string To), TypeUse> _arrows;

    /// <param name="namespaces">All namespaces of the assembly.</param>
    /// <param name="uses">Which of its types use which.</param>
    public AssemblyFloors(IEnumerable<string> namespaces, IEnumerable<TypeUse> uses)
    {
        _namespaces = new SortedSet<string>(namespaces, StringComparer.Ordinal);
        _arrows = uses.Where(use => use.From.Namespace != use.To.Namespace).ToLookup(use => (use.From.Namespace, use.To.Namespace));
    }

    public static AssemblyFloors Of(Assembly assembly)
    {
        using var uses = new TypeUses(assembly);
        return new AssemblyFloors(uses.Namespaces(), uses.Read());
    }

    /// <summary>
    /// All that is wrong, a line for each two types: an arrow that goes up or sideways, an arrow in a circle of namespaces, a namespace
    /// that stands on no floor, a floor's namespace that has no type. Sorted; empty when the house stands.
    /// </summary>
    /// <param name="floorsFromTopToBottom">
    /// The namespaces of each floor, which stand side by side with no arrow between them.
    /// A nested namespace belongs to its nearest ancestor that is listed.
    /// </param>
    /// <param name="ground">What arrows there may be between the namespaces of the last floor.</param>
    public IReadOnlyList<string> Problems(string[][] floorsFromTopToBottom, Ground ground = Ground.SideBySide)
    {
        var floorOf = floorsFromTopToBottom.SelectMany((floor, number) => floor.Select(name => (Name: name, Floor: number)))
            .ToDictionary(listed => listed.Name, listed => listed.Floor, StringComparer.Ordinal);
        var rooms = _namespaces.ToDictionary(name => name, name => Room(name, floorOf), StringComparer.Ordinal);
        var circles = Circles();
        var lines = new List<string>();
        lines.AddRange(rooms.Where(room => room.Value is null).Select(room => $"{Shown(room.Key)} stands on no floor."));
        lines.AddRange(floorOf.Keys.Except(rooms.Values).Select(name => $"{name} is on a floor, but has no type."));
        foreach (var arrow in _arrows)
        {
            var (from, to) = (rooms[arrow.Key.From], rooms[arrow.Key.To]);
            var wrong = from is null || to is null || from == to
                ? null
                : Wrong(floorOf[from], floorOf[to], floorsFromTopToBottom.Length - 1, ground);
            wrong ??= circles.Contains(arrow.Key) ? "is part of a circle" : null;
            if (wrong is not null)
                lines.AddRange(Uses(arrow).Select(use => $"{Shown(arrow.Key.From)} -> {Shown(arrow.Key.To)} {wrong}: {use}"));
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string? Wrong(int from, int to, int last, Ground ground)
    {
        if (to < from)
            return "goes up";
        return to == from && (to != last || ground == Ground.SideBySide) ? "goes sideways" : null;
    }

    private static string? Room(string name, Dictionary<string, int> floorOf)
    {
        for (; !floorOf.ContainsKey(name); name = name[..name.LastIndexOf('.')])
        {
            if (!name.Contains('.', StringComparison.Ordinal))
                return null;
        }
        return name;
    }

    private static IEnumerable<string> Uses(IEnumerable<TypeUse> arrow) => arrow.GroupBy(use => (use.From, use.To)).Select(pair =>
        $"{pair.Key.From.Name} uses {pair.Key.To.Name} ({string.Join(", ", pair.Select(use => use.Place).Distinct().Order(StringComparer.Ordinal))})");

    private static string Shown(string name) => name.Length == 0 ? "The global namespace" : name;

    /// <summary>The arrows whose end leads back to their beginning.</summary>
    private HashSet<(string From, string To)> Circles()
    {
        var next = _arrows.Select(arrow => arrow.Key).ToLookup(arrow => arrow.From, arrow => arrow.To);
        return [.. _arrows.Select(arrow => arrow.Key).Where(arrow => Reachable(arrow.To, next).Contains(arrow.From))];
    }

    private static HashSet<string> Reachable(string start, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { start };
        for (var open = new Stack<string>(reached); open.TryPop(out var at);)
        {
            foreach (var to in next[at].Where(reached.Add))
                open.Push(to);
        }
        return reached;
    }
}

/// <summary>The arrows that are allowed between the namespaces of the ground floor.</summary>
internal enum Ground
{
    /// <summary>None, as on any other floor.</summary>
    SideBySide,

    /// <summary>Any, as long as there is no circle.</summary>
    OneWay,
}
