using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>Histories, and questions for them, as Protobuf.</summary>
internal static class HistoryConversions
{
    public static GetHistoryProto ToProto(GetHistory question) => new()
    {
        TransactionId = question.TransactionId.OrEmpty(), After = question.After, Limit = question.Limit,
        WithoutPayloads = !question.WithPayloads, WaitsForNews = question.WaitsForNews,
    };

    public static GetHistory ToQuestion(GetHistoryProto proto) => new(proto.TransactionId)
    {
        After = proto.After, Limit = proto.Limit, WithPayloads = !proto.WithoutPayloads, WaitsForNews = proto.WaitsForNews,
    };

    public static TransactionHistoryProto ToProto(TransactionHistory history) => new()
    {
        TransactionId = history.TransactionId.OrEmpty(), Entries = { history.Entries.OrEmpty().Select(ToProto) },
        LastRevision = history.LastRevision, IsEnded = history.IsEnded,
    };

    public static TransactionHistory ToHistory(TransactionHistoryProto proto) =>
        new(proto.TransactionId, [.. proto.Entries.Select(ToEntry)], proto.LastRevision, proto.IsEnded);

    /// <summary>
    /// As many of the first entries as fit. What is left out is asked for next, as the last revision tells. The first one always stays.
    /// </summary>
    public static void Cut(TransactionHistoryProto history, long bytes)
    {
        // The rest of the message, and the tags and lengths around its parts.
        var left = bytes - 1000;
        var fitting = 0;
        for (; fitting < history.Entries.Count && left > 0; fitting++)
            left -= history.Entries[fitting].CalculateSize() + 10;
        if (left <= 0)
            fitting--;
        if (fitting >= history.Entries.Count)
            return;
        history.IsEnded = false;
        while (history.Entries.Count > Math.Max(1, fitting))
            history.Entries.RemoveAt(history.Entries.Count - 1);
    }

    private static HistoryEntryProto ToProto(HistoryEntry entry)
    {
        var proto = new HistoryEntryProto
        {
            Revision = entry.Revision, Kind = (int)entry.Kind, Failure = entry.Failure?.ToProto(), Payload = entry.Payload?.ToProto(),
            Intervention = entry.Intervention is { } done ? ViewConversions.ToProto(done) : null, IsTruncated = entry.IsTruncated,
        };
        if (entry.At is { } at)
            proto.At = at.UtcTicks;
        if (entry.Step is { } step)
            proto.Step = step;
        if (entry.Attempt is { } attempt)
            proto.Attempt = attempt;
        if (entry.Text is { } text)
            proto.Text = text;
        if (entry.DueAt is { } dueAt)
            proto.DueAt = dueAt.UtcTicks;
        if (entry.Node is { } node)
            proto.Node = node;
        if (entry.Epoch is { } epoch)
            proto.Epoch = epoch;
        proto.Attempts.AddRange(entry.Attempts.OrEmpty().Select(ToProto));
        return proto;
    }

    private static HistoryEntry ToEntry(HistoryEntryProto proto) =>
        new(proto.Revision, proto.HasAt ? proto.At.ToTime() : null, (HistoryKind)proto.Kind)
        {
            Step = proto.HasStep ? proto.Step : null,
            Attempt = proto.HasAttempt ? proto.Attempt : null,
            Text = proto.HasText ? proto.Text : null,
            Failure = proto.Failure?.ToFailure(),
            Payload = proto.Payload?.ToPayload(),
            DueAt = proto.HasDueAt ? proto.DueAt.ToTime() : null,
            Node = proto.HasNode ? proto.Node : null,
            Epoch = proto.HasEpoch ? proto.Epoch : null,
            Intervention = proto.Intervention is { } done ? ViewConversions.ToIntervention(done) : null,
            Attempts = [.. proto.Attempts.Select(ToAttempt)],
            IsTruncated = proto.IsTruncated,
        };

    private static HistoryAttemptProto ToProto(HistoryAttempt attempt) =>
        new() { Step = attempt.Step.OrEmpty(), Attempt = attempt.Attempt, IsUndo = attempt.IsUndo };

    private static HistoryAttempt ToAttempt(HistoryAttemptProto proto) => new(proto.Step, proto.Attempt, proto.IsUndo);
}
