using Akka.Configuration;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>Tale's journal on PostgreSQL.</summary>
internal sealed class PostgresJournalChoice(string? attachedTo) : JournalChoice
{
    private readonly PostgresServer? _server = attachedTo is null ? new PostgresServer() : null;

    public override string Location => attachedTo ?? _server!.ConnectionString;

    public override Config Configuration => ConfigurationFactory
        .ParseString($"akka.persistence.journal.tale-postgres.connection-string = \"{Location}\"").WithFallback(JournalDefaults.Postgres.Config);

    public override TimeSpan ProcessorTime => _server?.ProcessorTime ?? TimeSpan.Zero;

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }
}
