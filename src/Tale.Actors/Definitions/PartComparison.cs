namespace Tale.Actors.Definitions;

/// <summary>
/// Compares two trees of parts. Paths say who is who. What is gone and what is new are the same part where they differ in nothing but the
/// name, or in nothing but the place.
/// </summary>
internal sealed class PartComparison
{
    private readonly PartTree _before;
    private readonly PartTree _after;

    /// <summary>The path that a part has now, by the one that it had. What is in a part goes with it.</summary>
    private readonly Dictionary<string, string> _now = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _then = new(StringComparer.Ordinal);

    public PartComparison(PartTree before, PartTree after)
    {
        (_before, _after) = (before, after);
        var added = after.Paths.Where(path => !before.Has(path)).ToLookup(PartTree.NameOf, StringComparer.Ordinal);
        foreach (var path in before.Paths.Where(IsGone))
        {
            if ((WithItsParent(path) ?? Renamed(path) ?? Moved(path, added)) is not { } now)
                continue;
            _now.Add(path, now);
            _then[now] = path;
        }
    }

    public IEnumerable<string> Sentences() => _before.Paths.Where(IsGone).Select(OfGone)
        .Concat(_after.Paths.SelectMany(OfPresent)).OfType<string>();

    private bool IsGone(string path) => path.Length > 0 && !_after.Has(path);

    private string? WithItsParent(string path) =>
        _now.TryGetValue(PartTree.ParentOf(path)!, out var parent) ? StepPath.Child(parent, PartTree.NameOf(path)) : null;

    private string? Renamed(string path)
    {
        var siblings = _after.ChildrenOf(PartTree.ParentOf(path)!);
        return siblings.ElementAtOrDefault(_before.PlaceOf(path)) is { } now && IsArrival(path, now) ? now : null;
    }

    private string? Moved(string path, ILookup<string, string> added) =>
        added[PartTree.NameOf(path)].FirstOrDefault(now => IsArrival(path, now));

    private bool IsArrival(string path, string now) => !_before.Has(now) && !_then.ContainsKey(now) && _before.IsSame(path, _after, now);

    /// <summary>Null: what is said of the part that it is in says it.</summary>
    private string? OfGone(string path)
    {
        var parent = PartTree.ParentOf(path)!;
        if (_now.ContainsKey(parent))
            return null;
        if (_now.TryGetValue(path, out var now))
            return PartTree.ParentOf(now) == parent
                ? $"{PartWords.Of(_before, path)} is called '{PartTree.NameOf(now)}' now"
                : $"{PartWords.Of(_before, path)} was moved and is '{now}' now";
        return IsGone(parent) && _before.Has(parent) ? null : $"{PartWords.Of(_before, path)} was removed";
    }

    private IEnumerable<string?> OfPresent(string path)
    {
        if (_before.Has(path))
            return Changed(path).Concat(Reordered(path));
        var isNew = !_then.ContainsKey(path) && (PartTree.ParentOf(path) is not { } parent || _before.Has(parent));
        return isNew ? [$"{PartWords.Of(_after, path)} was added {Place(path)}"] : [];
    }

    private IEnumerable<string> Changed(string path)
    {
        var (before, after) = (_before[path].Facts, _after[path].Facts);
        foreach (var fact in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (was, isNow) = (before.GetValueOrDefault(fact), after.GetValueOrDefault(fact));
            if (was != isNow)
                yield return $"{PartWords.Of(_after, path)} {PartWords.Change(fact, was, isNow)}";
        }
    }

    /// <summary>The fewest children whose moves explain the order in which they all stand. Branches are told apart by their order.</summary>
    private IEnumerable<string> Reordered(string parent)
    {
        if (_after.KindOf(parent) == FactNames.Concurrent)
            return [];
        var known = _after.ChildrenOf(parent).Select(path => (Path: path, Then: _then.GetValueOrDefault(path, path)))
            .Where(child => _before.Has(child.Then) && PartTree.ParentOf(child.Then) == parent).ToList();
        var stayed = LongestRise.Of([.. known.Select(child => _before.PlaceOf(child.Then))]);
        return known.Where((_, index) => !stayed.Contains(index))
            .Select(child => $"{PartWords.Of(_after, child.Path)} stands {Place(child.Path)} now");
    }

    private string Place(string path) => _after.Before(path) is { } before ? $"after '{before}'"
        : PartTree.ParentOf(path) is { Length: > 0 } parent ? $"at the beginning of '{parent}'"
        : "at the beginning";
}
