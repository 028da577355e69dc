using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>Whether one journal has room for new transactions.</summary>
internal sealed class JournalLoad(WriterLoop writer, int admissionLimit)
{
    public WriterLoop Writer => writer;

    /// <summary>Why no transaction should be started now; null when one may be.</summary>
    public (RejectionReason Reason, string Message)? Refusal
    {
        get
        {
            if (writer.Trouble is { } trouble)
                return (RejectionReason.JournalUnavailable, $"{trouble} Try again later with the same id.");
            var waiting = writer.Waiting;
            if (waiting <= admissionLimit)
                return null;
            var why = $"{waiting} writes wait for the {writer.What}, and admission-limit is {admissionLimit}.";
            return (RejectionReason.Overloaded, $"{why} Try again later with the same id.");
        }
    }
}
