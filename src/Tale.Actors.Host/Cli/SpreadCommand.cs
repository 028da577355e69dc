using Npgsql;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Host.Cli;

/// <summary>Spreads the logs over more databases, and says how far it is.</summary>
internal static class SpreadCommand
{
    /// <exception cref="StartupException">It cannot be done, or was not finished; the message says what to do.</exception>
    public static async Task<int> RunAsync(PostgresConnections? databases, CancellationToken cancellationToken)
    {
        if (databases is null || databases.Secrets.Count < 2)
            throw new StartupException("spread takes --postgres for each database that has the logs, and for one more at least.", ExitCodes.Usage);
        try
        {
            await TaleJournal.SpreadAsync(databases.Secrets, new Lines(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new StartupException("Interrupted. Nothing is lost, and no node opens the databases until it is finished; run it again.", ExitCodes.Failed);
        }
        catch (ArgumentException e)
        {
            throw new StartupException(e.Message, ExitCodes.Usage, e);
        }
        catch (JournalSchemaException e)
        {
            throw new StartupException(e.Message, ExitCodes.Failed, e);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            throw new StartupException($"A database has failed ({OneLine.Of(e.Message)}). Nothing is lost; run it again.", ExitCodes.Failed, e);
        }
        await Console.Out.WriteLineAsync($"All logs are where they belong in the {databases}.");
        return ExitCodes.Success;
    }

    /// <summary>Each on its own line, at once: progress that comes late, or in another order, is none.</summary>
    private sealed class Lines : IProgress<SpreadProgress>
    {
        private int _percent = -1;

        public void Report(SpreadProgress value)
        {
            var percent = 100 * value.Moved / value.All;
            if (percent == _percent)
                return;
            _percent = percent;
            Console.Out.WriteLine($"{percent,3} %  {value.Moved} of {value.All} buckets moved");
        }
    }
}
