using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Tale.Actors.Cluster;

/// <summary>The settings of <c>hocon/cluster.conf</c>.</summary>
internal static class ClusterDefaults
{
    private static readonly Dictionary<string, string> Ours = Read();

    // WithClustering adds these beside the user's own settings, where nobody can tell the one from the other any more.
    private static readonly Config Akkas = ClusterSharding.DefaultConfig()
        .WithFallback(ConfigurationFactory.FromResource<Akka.Cluster.Cluster>("Akka.Cluster.Configuration.Cluster.conf"));

    /// <summary>Those of them that are not set to anything else than Akka's own default.</summary>
    /// <param name="set">What has been set so far; null: nothing.</param>
    /// <param name="role">Whose majority goes on: nodes without it, however many there are, do not outvote those that run transactions.</param>
    public static Config For(Config? set, string? role = null) => ConfigurationFactory.ParseString(string.Join('\n', Ours
        .Append(KeyValuePair.Create("akka.cluster.split-brain-resolver.keep-majority.role", role ?? ""))
        .Where(ours => set is null || !set.HasPath(ours.Key) || (Akkas.HasPath(ours.Key) && Akkas.GetString(ours.Key) == set.GetString(ours.Key)))
        .Select(ours => $"{ours.Key} = \"{ours.Value}\"")));

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(ClusterDefaults).Assembly.GetManifestResourceStream("Tale.Actors.Cluster.cluster.conf")!;
        using var reader = new StreamReader(stream);
        var settings = new Dictionary<string, string>();
        Flatten(ConfigurationFactory.ParseString(reader.ReadToEnd()).Root.GetObject(), "", settings);
        return settings;
    }

    private static void Flatten(HoconObject section, string path, Dictionary<string, string> settings)
    {
        foreach (var (name, value) in section.Items)
        {
            if (value.IsObject())
                Flatten(value.GetObject(), $"{path}{name}.", settings);
            else
                settings[path + name] = value.GetString();
        }
    }
}
