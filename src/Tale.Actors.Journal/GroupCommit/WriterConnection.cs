using Akka.Event;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// The connection that writes, which is opened again after trouble, and the gate that follows how it fares. For the writer's thread.
/// </summary>
internal sealed class WriterConnection(IEventStore store, HealthGate gate, string database, ILoggingAdapter log)
{
    private IEventWriter? _writer;

    /// <summary>Makes one call to the database.</summary>
    /// <returns>What went wrong. After trouble of the database the gate refuses; any other is left to the one who caused it.</returns>
    public Exception? Try(Action<IEventWriter> call) => Try(call, store.IsUnavailable);

    /// <summary>Makes a call that does what writes do.</summary>
    /// <returns>What went wrong. The gate refuses then, whatever it was.</returns>
    public Exception? Prove(Action<IEventWriter> call) => Try(call, static _ => true);

    /// <summary>Connects and does what writes do; the gate says how that went.</summary>
    public void Open()
    {
        try
        {
            gate.CallBegins();
            _writer = store.OpenWriter();
            _writer.Probe(ProbeLog.Room);
            if (gate.IsDown)
                log.Info("The {0} is available again.", database);
            gate.Allow();
        }
        catch (Exception e)
        {
            GiveUp(e);
        }
        finally
        {
            gate.CallEnds();
        }
    }

    /// <summary>Closes the connection and the store: nobody writes any more.</summary>
    public void End()
    {
        Close();
        store.Dispose();
    }

    private void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (Exception e)
        {
            log.Debug("Closing a broken connection failed: {0}", e.Message);
        }
        _writer = null;
    }

    private Exception? Try(Action<IEventWriter> call, Func<Exception, bool> isOutage)
    {
        try
        {
            gate.CallBegins();
            call(Connection());
            return null;
        }
        catch (Exception e)
        {
            if (_writer is null || isOutage(e))
                GiveUp(e);
            return e;
        }
        finally
        {
            gate.CallEnds();
        }
    }

    // An error of one write may have ended the connection, and not the database.
    private IEventWriter Connection()
    {
        if (_writer is { IsOpen: false })
        {
            Close();
            _writer = store.OpenWriter();
        }
        return _writer ?? throw new JournalUnavailableException($"There is no connection to the {database}.");
    }

    private void GiveUp(Exception cause)
    {
        if (!gate.IsDown)
            log.Error("The {0} is not available; writes are refused until it is. {1}", database, ErrorText.Of(cause));
        gate.Refuse(cause);
        Close();
    }
}
