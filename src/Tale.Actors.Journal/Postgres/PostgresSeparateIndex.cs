using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Plugin;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The index in tables of its own on PostgreSQL; created by name from <c>tale.index.provider</c>.</summary>
internal sealed class PostgresSeparateIndex : SeparateIndex, IClusterIndex
{
    private readonly PostgresDatabaseIndex _reader;

    public PostgresSeparateIndex(ExtendedActorSystem system) : this(system, PostgresDefaults.Index.Of(system))
    {
    }

    private PostgresSeparateIndex(ExtendedActorSystem system, Config section)
        : this(system, section, new PostgresDatabaseIndex(JournalRegister.For(system), Settings(section)))
    {
    }

    private PostgresSeparateIndex(ExtendedActorSystem system, Config section, PostgresDatabaseIndex reader)
        : base(
            system, section, PostgresSettings.IndexSection, new PostgresStore(Settings(section), TaleTimeSetup.Of(system)), reader,
            TaleTimeSetup.Of(system)) => _reader = reader;

    /// <inheritdoc />
    public ILeases<IMemberLease> Join(ActorSystem system, ClusterMember member, TimeSpan duration) => _reader.Join(system, member, duration);

    /// <inheritdoc />
    public IDiscovery Discover(ClusterMember? member) => _reader.Discover(member);

    private static PostgresSettings Settings(Config section) => PostgresSettings.Read(section, PostgresSettings.IndexSection);
}
