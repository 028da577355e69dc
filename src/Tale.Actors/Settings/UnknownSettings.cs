using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Tale.Actors.Settings;

/// <summary>
/// Finds settings in Tale's sections that nobody reads: a misspelt limit must not be an unlimited one. Each is named with the nearest that
/// somebody does read. A section that is empty in the defaults takes names of the user's.
/// </summary>
internal static class UnknownSettings
{
    /// <exception cref="ConfigurationException">There are some.</exception>
    public static void Refuse(Config config)
    {
        var known = KnownSettings.Of(config.GetString("tale.index.provider"), out var sections);
        var names = Paths(known, "", sections).ToList();
        var problems = sections.Where(section => !sections.Any(other => other != section && IsWithin(section, other)))
            .SelectMany(section => At(config.Root, section) is { } given ? In(given, At(known, section)!, section) : [])
            .Concat(OtherJournals(config.Root, sections))
            .OrderBy(problem => problem.Path, StringComparer.Ordinal)
            .Select(problem => problem.Text ?? $"'{problem.Path}' is read by nobody; did you mean '{Nearest(problem.Path, names)}'?")
            .ToList();
        if (problems.Count > 0)
            throw new ConfigurationException(string.Join(Environment.NewLine, problems));
    }

    private static IEnumerable<(string Path, string? Text)> In(HoconValue given, HoconValue known, string path)
    {
        if (!known.IsObject())
        {
            if (given.IsObject())
                yield return (path, $"'{path}' is one value, and no section.");
            yield break;
        }
        var members = known.GetObject().Items;
        if (members.Count == 0)
            yield break;
        if (!given.IsObject())
        {
            yield return (path, $"'{path}' is a section with settings of its own: {string.Join(", ", members.Keys)}.");
            yield break;
        }
        foreach (var (name, value) in given.GetObject().Items)
        {
            if (members.TryGetValue(name, out var member))
            {
                foreach (var problem in In(value, member, $"{path}.{name}"))
                    yield return problem;
            }
            else if (!IsOfAForeignIndex(path, value, members))
            {
                yield return ($"{path}.{name}", null);
            }
        }
    }

    // An index that is not of Tale's packages has its own settings in a section of its own.
    private static bool IsOfAForeignIndex(string path, HoconValue value, IDictionary<string, HoconValue> members) =>
        path == "tale.index" && value.IsObject() && !members.Values.Any(member => member.IsObject());

    private static IEnumerable<(string Path, string? Text)> OtherJournals(HoconValue root, IReadOnlyList<string> sections)
    {
        var journals = At(root, KnownSettings.JournalSections.TrimEnd('.'));
        if (sections.Count == 1 || journals is null || !journals.IsObject())
            return [];
        return journals.GetObject().Items.Keys
            .Where(name => name.StartsWith("tale", StringComparison.Ordinal))
            .Select(name => KnownSettings.JournalSections + name)
            .Where(path => !sections.Contains(path))
            .Select(path => (path, (string?)null));
    }

    private static HoconValue? At(HoconValue value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (!value.IsObject() || !value.GetObject().Items.TryGetValue(name, out var member))
                return null;
            value = member;
        }
        return value;
    }

    private static IEnumerable<string> Paths(HoconValue known, string path, IReadOnlyList<string> sections) =>
        known.IsObject()
            ? known.GetObject().Items.SelectMany(item => Paths(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}", sections))
                .Concat(sections.Any(section => IsWithin(path, section)) ? [path] : [])
            : sections.Any(section => IsWithin(path, section)) ? [path] : [];

    private static bool IsWithin(string path, string section) =>
        path.StartsWith(section, StringComparison.Ordinal) && (path.Length == section.Length || path[section.Length] == '.');

    private static string Nearest(string path, IReadOnlyList<string> names) => names.MinBy(name => Spelling.Distance(path, name))!;
}
