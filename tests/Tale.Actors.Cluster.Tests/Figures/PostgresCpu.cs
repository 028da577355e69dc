using System.Globalization;
using Npgsql;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>The processor time of a database server on this machine.</summary>
internal static class PostgresCpu
{
    private const double TicksPerSecond = 100;

    /// <summary>Of the server and its processes, those that have ended too.</summary>
    public static TimeSpan Of(string connectionString)
    {
        var folder = new NpgsqlConnectionStringBuilder(connectionString).Host!;
        var all = Directory.EnumerateDirectories("/proc").Select(Read).OfType<(string Name, int Id, int Parent, double Own, double Children)>()
            .Where(process => process.Name == "postgres").ToList();
        var server = all.Single(process => all.All(other => other.Id != process.Parent) && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder, StringComparison.Ordinal));
        return TimeSpan.FromSeconds((server.Own + server.Children + all.Where(process => process.Parent == server.Id).Sum(process => process.Own)) / TicksPerSecond);
    }

    private static (string, int, int, double, double)? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            return null;
        try
        {
            var text = File.ReadAllText($"{folder}/stat");
            var name = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.LastIndexOf(')')];
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Field(int number) => double.Parse(fields[number], CultureInfo.InvariantCulture);
            return (name, id, (int)Field(1), Field(11) + Field(12), Field(13) + Field(14));
        }
        catch (IOException)
        {
            return null;   // it has ended
        }
    }
}
