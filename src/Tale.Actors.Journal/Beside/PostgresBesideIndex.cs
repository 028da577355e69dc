using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;

namespace Tale.Actors.Journal.Beside;

/// <summary>The index in tables of its own on PostgreSQL; created by name from <c>tale.index.provider</c>.</summary>
internal sealed class PostgresBesideIndex : BesideIndex
{
    /// <summary>The path of its configuration.</summary>
    public const string Section = "tale.index.postgres";

    public PostgresBesideIndex(ExtendedActorSystem system) : this(system, JournalDefaults.PostgresIndex.Complete(system.Settings.Config.GetConfig(Section)))
    {
    }

    private PostgresBesideIndex(ExtendedActorSystem system, Config section)
        : base(system, new PostgresStore(Settings(section)), new PostgresTransactionIndex(JournalRegister.For(system), Settings(section)), JournalSettings.Read(section) with { What = "index" })
    {
    }

    private static PostgresSettings Settings(Config section) => PostgresSettings.Read(section, Section);
}
