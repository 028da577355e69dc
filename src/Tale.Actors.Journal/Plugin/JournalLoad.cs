using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>Whether one journal has room for new transactions.</summary>
internal sealed class JournalLoad(WriterLoop writer, AdmissionLimits limits)
{
    public WriterLoop Writer => writer;

    /// <summary>Why no transaction should be started now; null when one may be.</summary>
    public (RejectionReason Reason, string Message)? Refusal
    {
        get
        {
            if (writer.Trouble is { } trouble)
                return (RejectionReason.JournalUnavailable, $"{trouble} Try again later with the same id.");
            return TooMuch() is { } why ? (RejectionReason.Overloaded, $"{why} Try again later with the same id.") : null;
        }
    }

    private string? TooMuch()
    {
        var (writes, bytes) = (writer.Waiting, writer.WaitingBytes);
        if (writes > limits.Writes)
            return $"{writes} writes wait for the {writer.Database}, and admission-limit is {limits.Writes}.";
        return bytes > limits.Bytes
            ? $"Writes of {bytes} bytes wait for the {writer.Database}, and admission-limit-bytes is {limits.Bytes}."
            : null;
    }
}
