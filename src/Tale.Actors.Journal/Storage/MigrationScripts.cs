using System.Globalization;

namespace Tale.Actors.Journal.Storage;

/// <summary>The scripts that are embedded under <c>{database}/Migrations</c>, in order.</summary>
internal static class MigrationScripts
{
    public static IReadOnlyList<Migration> For(string database)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        var prefix = $"{assembly.GetName().Name}.{database}.Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(Version(name[prefix.Length..]), EmbeddedText.Read(name)))];
    }

    private static int Version(string file) => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);
}
