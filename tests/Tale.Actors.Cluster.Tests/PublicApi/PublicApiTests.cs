using PublicApiGenerator;

namespace Tale.Actors.Cluster.Tests.PublicApi;

/// <summary>The public surface, member by member. A change to it is a decision, made by approving the new text.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_of_the_cluster_is_the_approved_one()
    {
        var api = typeof(TaleClusterExtensions).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        Assert.Equal(
            """
            namespace Tale.Actors.Cluster
            {
                public static class TaleCluster
                {
                    public static System.Threading.Tasks.Task<System.Collections.Generic.IReadOnlyList<Tale.Actors.Cluster.TaleClusterNode>> LookAsync(Akka.Actor.ActorSystem system) { }
                }
                public static class TaleClusterExtensions
                {
                    public static Akka.Hosting.AkkaConfigurationBuilder WithTaleCluster(this Akka.Hosting.AkkaConfigurationBuilder builder, System.Action<Tale.Actors.Hosting.TaleOptions> configure, System.Action<Tale.Actors.Cluster.TaleClusterOptions>? cluster = null) { }
                }
                public sealed class TaleClusterNode : System.IEquatable<Tale.Actors.Cluster.TaleClusterNode>
                {
                    public TaleClusterNode(Akka.Actor.Address Address, Akka.Cluster.MemberStatus Status, bool IsReachable, int? Shards, int? Active) { }
                    public int? Active { get; init; }
                    public Akka.Actor.Address Address { get; init; }
                    public bool IsReachable { get; init; }
                    public int? Shards { get; init; }
                    public Akka.Cluster.MemberStatus Status { get; init; }
                }
                public sealed class TaleClusterOptions
                {
                    public const int MostShards = 10000;
                    public TaleClusterOptions() { }
                    public bool DiscoverNodes { get; set; }
                    public string? Role { get; set; }
                    public int Shards { get; set; }
                }
            }

            """.ReplaceLineEndings("\n"),
            api);
    }
}
