using System.Globalization;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>What the process of a node is started with.</summary>
/// <param name="Seeds">With commas: host and port of each.</param>
/// <param name="Journal">Its databases, one a line.</param>
/// <param name="Ledger">The database of what steps do, and of transactions that are wanted; null: the journal's first one, and nobody starts any from there.</param>
internal sealed record NodeOptions(string Name, string Host, int Port, string Seeds, string Journal, string? Ledger = null)
{
    public string[] Arguments
    {
        get
        {
            string[] arguments = ["node", Name, Host, Port.ToString(CultureInfo.InvariantCulture), Seeds, Journal];
            return Ledger is null ? arguments : [.. arguments, Ledger];
        }
    }

    public string[] Databases => Journal.Split('\n');

    public static NodeOptions Of(string[] options) => new(
        options[0], options[1], int.Parse(options[2], CultureInfo.InvariantCulture), options[3], options[4], options.ElementAtOrDefault(5));
}
