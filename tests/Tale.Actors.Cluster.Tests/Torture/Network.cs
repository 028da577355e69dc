using System.Diagnostics;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>
/// A network namespace for each node, with a bridge between them that the database listens at. A link that is cut loses what is sent over it
/// and says nothing: frames go to a station that does not exist.
/// </summary>
internal sealed class Network : IDisposable
{
    private const string Nobody = "02:00:00:00:00:99";

    private readonly Lock _lock = new();
    private readonly Dictionary<(int From, string To), int> _cuts = [];
    private readonly string _name = $"tt{Environment.ProcessId}";
    private readonly string _subnet = $"10.{201 + Environment.ProcessId / 250 % 50}.{Environment.ProcessId % 250}";
    private readonly int _nodes;

    public Network(int nodes)
    {
        _nodes = nodes;
        try
        {
            Ip($"link add {_name} type bridge");
            Ip($"addr add {Database}/24 dev {_name}");
            Ip($"link set {_name} up");
            for (var node = 0; node < nodes; node++)
            {
                Ip($"netns add {Namespace(node)}");
                Ip($"link add {_name}v{node} type veth peer name e0 netns {Namespace(node)}");
                Ip($"link set {_name}v{node} master {_name} up");
                Ip($"-n {Namespace(node)} addr add {Address(node)}/24 dev e0");
                Ip($"-n {Namespace(node)} link set e0 up");
                Ip($"-n {Namespace(node)} link set lo up");
            }
        }
        catch (Exception e)
        {
            Dispose();
            Skip.If(true, $"Network namespaces cannot be made here, which takes root and iproute2: {e.Message}");
        }
    }

    public string Database => $"{_subnet}.1";

    public string Address(int node) => $"{_subnet}.{10 + node}";

    public string Namespace(int node) => $"{_name}n{node}";

    /// <summary>What is sent this way is lost.</summary>
    public void Cut(int from, string to)
    {
        lock (_lock)
        {
            if ((_cuts[(from, to)] = _cuts.GetValueOrDefault((from, to)) + 1) == 1)
                Ip($"-n {Namespace(from)} neigh replace {to} lladdr {Nobody} nud permanent dev e0");
        }
    }

    /// <summary>One cut of this way is over; others may go on.</summary>
    public void Mend(int from, string to)
    {
        lock (_lock)
        {
            if (--_cuts[(from, to)] == 0)
                Ip($"-n {Namespace(from)} neigh del {to} dev e0");
        }
    }

    public void Dispose()
    {
        for (var node = 0; node < _nodes; node++)
            TryIp($"netns del {Namespace(node)}");
        TryIp($"link del {_name}");
    }

    private static void Ip(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var said = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {arguments}: {said.Trim()}");
    }

    private static void TryIp(string arguments)
    {
        try
        {
            Ip(arguments);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It was not made.
        }
    }
}
