using Akka.Event;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// The connection that writes, which is opened again after trouble, and the gate that follows how it fares. For the writer's thread.
/// </summary>
internal sealed class WriterConnection(IEventStore store, HealthGate gate, string what, ILoggingAdapter log)
{
    private IEventWriter? _writer;

    /// <summary>Makes one call to the database.</summary>
    /// <returns>What went wrong. After trouble of the database the gate refuses; any other is left to the one who caused it.</returns>
    public Exception? Try(Action<IEventWriter> call)
    {
        try
        {
            gate.CallBegins();
            call(_writer ?? throw new JournalUnavailableException($"The {what} has no connection to its database."));
            return null;
        }
        catch (Exception e)
        {
            if (_writer is null || store.IsUnavailable(e))
                GiveUp(e);
            return e;
        }
        finally
        {
            gate.CallEnds();
        }
    }

    /// <summary>Connects and writes something; the gate says how that went.</summary>
    public void Open()
    {
        try
        {
            gate.CallBegins();
            _writer = store.OpenWriter();
            _writer.Probe();
            if (gate.IsDown)
                log.Info("The {0}'s database is available again.", what);
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

    public void Close()
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

    private void GiveUp(Exception cause)
    {
        if (!gate.IsDown)
            log.Error(cause, "The {0}'s database is not available; writes are refused until it is.", what);
        gate.Refuse(cause);
        Close();
    }
}
