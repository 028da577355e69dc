namespace Tale.Actors.Definitions;

/// <summary>The parts of a definition by their paths. They may come from elsewhere, so nothing is taken for granted of them.</summary>
internal sealed class PartTree
{
    private readonly Dictionary<string, DefinitionPart> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public PartTree(IEnumerable<DefinitionPart> parts)
    {
        foreach (var part in parts.Where(part => _parts.TryAdd(part.Path, part)))
        {
            Paths.Add(part.Path);
            if (ParentOf(part.Path) is not { } parent)
                continue;
            if (!_children.TryGetValue(parent, out var siblings))
                _children.Add(parent, siblings = []);
            _places.Add(part.Path, siblings.Count);
            siblings.Add(part.Path);
        }
    }

    /// <summary>All paths, in definition order.</summary>
    public List<string> Paths { get; } = [];

    public DefinitionPart this[string path] => _parts[path];

    public bool Has(string path) => _parts.ContainsKey(path);

    public IReadOnlyList<string> ChildrenOf(string path) => _children.TryGetValue(path, out var children) ? children : [];

    /// <summary>How many siblings stand before it.</summary>
    public int PlaceOf(string path) => _places.GetValueOrDefault(path);

    /// <summary>The sibling before it; null: it is the first.</summary>
    public string? Before(string path) =>
        ParentOf(path) is { } parent && PlaceOf(path) is > 0 and var place ? ChildrenOf(parent)[place - 1] : null;

    public string? KindOf(string path) => _parts.TryGetValue(path, out var part) ? part.Facts.GetValueOrDefault(FactNames.Kind) : null;

    /// <summary>Whether two parts, and all that is in them, differ in nothing but where they are.</summary>
    public bool IsSame(string path, PartTree other, string otherPath)
    {
        var (children, others) = (ChildrenOf(path), other.ChildrenOf(otherPath));
        return AreSame(this[path].Facts, other[otherPath].Facts) && children.Count == others.Count
            && children.Zip(others).All(pair => NameOf(pair.First) == NameOf(pair.Second) && IsSame(pair.First, other, pair.Second));
    }

    /// <summary>Null: it is the transaction itself.</summary>
    public static string? ParentOf(string path) =>
        path.Length == 0 ? null : path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(fact => other.TryGetValue(fact.Key, out var value) && value == fact.Value);
}
