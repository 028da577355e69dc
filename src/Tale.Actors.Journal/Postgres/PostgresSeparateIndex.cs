using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Plugin;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The index in tables of its own on PostgreSQL; created by name from <c>tale.index.provider</c>.</summary>
internal sealed class PostgresSeparateIndex : SeparateIndex
{
    public PostgresSeparateIndex(ExtendedActorSystem system) : this(system, PostgresDefaults.Index.Of(system))
    {
    }

    private PostgresSeparateIndex(ExtendedActorSystem system, Config section)
        : base(
            system, section, PostgresSettings.IndexSection, new PostgresStore(Settings(section), TaleTimeSetup.Of(system)),
            new PostgresTransactionIndex(JournalRegister.For(system), Settings(section)), TaleTimeSetup.Of(system))
    {
    }

    private static PostgresSettings Settings(Config section) => PostgresSettings.Read(section, PostgresSettings.IndexSection);
}
