using Akka.Event;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Plugin;

/// <summary>One database of a journal, with the loops that own its connections. Whatever befalls it is no business of the others.</summary>
internal sealed class LogDatabase : IDisposable
{
    private readonly TimeSpan _callTimeout;

    /// <param name="place">Among several, for people; null: there is one.</param>
    public LogDatabase(IEventStore store, JournalSettings settings, string? place, ILoggingAdapter log, TimeProvider time)
    {
        _callTimeout = settings.CallTimeout;
        Writer = WriterLoop.Start(store, settings.Writer with { Place = place }, log, time);
        Deletes = Deletes.Start(store, Writer, log, time);
        Reader = ReaderLoop.Start(store, settings.MaxBatchReads, settings.CallTimeout, time);
        Load = new JournalLoad(Writer, settings.Admission);
        Retention = settings.Retention is { } retention ? new Retention(retention, Deletes, log) : null;
    }

    public WriterLoop Writer { get; }

    public Deletes Deletes { get; }

    public ReaderLoop Reader { get; }

    public JournalLoad Load { get; }

    /// <summary>Null: ended transactions are kept for ever.</summary>
    public Retention? Retention { get; }

    /// <summary>Writes something real: a journal that only believes to be healthy is of no use to a load balancer.</summary>
    public Task ProveAsync() => Writer.ProveAsync(static writer => writer.Probe(bytes: 0));

    /// <summary>Gives up what has waited for too long, and sees whether the database is where it was.</summary>
    public void LookAtOverdue()
    {
        Writer.GiveUpAfter(_callTimeout);
        _ = Writer.ProveAsync(static writer => writer.EnsureInPlace());   // the gate follows how it ends
    }

    public void Dispose()
    {
        Deletes.Dispose();
        Writer.Dispose();
        Reader.Dispose();
    }
}
