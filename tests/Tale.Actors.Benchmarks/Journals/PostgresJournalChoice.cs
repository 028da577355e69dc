using Akka.Configuration;
using Npgsql;
using Tale.Actors.Journal.Postgres;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>Tale's journal on PostgreSQL.</summary>
internal sealed class PostgresJournalChoice(string? attachedTo, bool checkpoints = false) : JournalChoice
{
    private readonly PostgresServer? _server = attachedTo is null ? new PostgresServer(checkpoints) : null;

    public override string Location => attachedTo ?? _server!.ConnectionString;

    public override Config Configuration => ConfigurationFactory
        .ParseString($"akka.persistence.journal.tale-postgres.connection-string = \"{Location}\"")
        .WithFallback(PostgresDefaults.Journal.File);

    public override TimeSpan ProcessorTime => _server?.ProcessorTime ?? TimeSpan.Zero;

    public override long? DiskBytes => Ask("SELECT pg_database_size(current_database())");

    public override long? LogBytes => Ask("SELECT sum(size)::bigint FROM pg_ls_waldir()");

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private long Ask(string question)
    {
        using var connection = new NpgsqlConnection(Location);
        connection.Open();
        using var command = new NpgsqlCommand(question, connection);
        return (long)command.ExecuteScalar()!;
    }
}
