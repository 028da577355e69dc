using System.Reflection;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Tale.Actors.Settings;

/// <summary>Every setting that Tale reads, from the files that declare them with their defaults.</summary>
internal static class KnownSettings
{
    public const string Tale = "tale";

    /// <summary>The place of journals in the configuration.</summary>
    public const string JournalSections = "akka.persistence.journal.";

    /// <summary>The library's own, with their defaults.</summary>
    public static Config Defaults => Parse(typeof(KnownSettings).Assembly, "Tale.Actors.reference.conf");

    /// <summary>Those of the library and of the assembly that has the index (which has the journals too), and what Akka reads beside them.</summary>
    /// <param name="provider">The class of the index, or a name that is none.</param>
    /// <param name="sections">The sections' paths.</param>
    public static HoconValue Of(string? provider, out IReadOnlyList<string> sections)
    {
        var assembly = string.IsNullOrEmpty(provider) ? null : Type.GetType(provider)?.Assembly;
        var files = assembly?.GetCustomAttributes<SettingsFileAttribute>().ToList() ?? [];
        sections = [Tale, .. files.Select(file => file.Section)];
        var akka = ConfigurationFactory.Default().WithFallback(Akka.Persistence.Persistence.DefaultConfig());
        var known = files.Aggregate(Defaults, (all, file) => all.WithFallback(Parse(assembly!, file.Resource)));
        foreach (var owner in new[] { "coordinator", "region", "steps" })
            known = known.WithFallback(Below($"{Tale}.{owner}.dispatcher-config", akka.GetConfig("akka.actor.default-dispatcher")));
        foreach (var journal in sections.Where(section => section.StartsWith(JournalSections, StringComparison.Ordinal)))
            known = known.WithFallback(Below(journal, akka.GetConfig("akka.persistence.journal-plugin-fallback")));
        return known.Root;
    }

    private static Config Below(string path, Config section)
    {
        foreach (var name in path.Split('.').Reverse())
            section = section.Root.AtKey(name);
        return section;
    }

    private static Config Parse(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
