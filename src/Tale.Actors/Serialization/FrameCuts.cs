using Google.Protobuf;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>
/// Makes of a message that is larger than a frame one that fits and says what is missing: the question is answered, and nobody waits for
/// ever. For the request of a step this is the last resort: <see cref="FrameLimit.ProblemOf"/> is asked before.
/// </summary>
internal static class FrameCuts
{
    private const int MaxTextLength = 2000;

    /// <summary>Leaves out more and more, until the message fits.</summary>
    /// <returns>Whether it fits now.</returns>
    public static bool Fit(IMessage message, long bytes, FrameLimit limit)
    {
        foreach (var cut in Cuts(message, new UnsentValue(limit.Exceeded(bytes), bytes, limit.MessageBytes)))
        {
            cut();
            if (message.CalculateSize() <= limit.MessageBytes)
                return true;
        }
        return false;
    }

    private static Action[] Cuts(IMessage message, UnsentValue unsent) => message switch
    {
        StartChildProto m => [() => m.Start.State = SentValues.Unsent(unsent), () => CutHead(m)],
        StartTransactionProto m => [() => m.State = SentValues.Unsent(unsent), () => CutHead(m)],
        OutcomeProto m => [() => CutValues(m, unsent), () => CutAttempts(m.Failure), () => CutText(m)],
        TransactionViewProto m => [() => CutValues(m), () => CutAttempts(m), () => CutLists(m), () => CutHeaders(m)],
        TransactionPlanProto m => [() => CutStates(m), () => CutLists(m)],
        TransactionHistoryProto m => [() => HistoryConversions.Cut(m, unsent.Limit), () => CutPayload(m), () => CutTexts(m)],
        GetHistoryProto m => [() => m.TransactionId = Text(m.TransactionId)],
        StepRequestProto m => [() => m.State = SentValues.Unsent(unsent), m.Failures.Clear],
        StepReplyProto m => [() => CutValues(m, unsent)],
        TransactionRejectedProto m => [() => m.Message = Text(m.Message)],
        CancelTransactionProto m => [() => (m.TransactionId, m.Reason) = (Text(m.TransactionId), Text(m.Reason))],
        OperatorCommandProto m => [() => CutOutput(m, unsent), () => CutTexts(m)],
        SignalTransactionProto m =>
        [
            () => m.Payload = m.Payload is null ? null : SentValues.Unsent(unsent),
            () => (m.TransactionId, m.Name, m.SignalId) = (Text(m.TransactionId), Text(m.Name), Text(m.SignalId)),
        ],
        // Nobody has an id of that length. Cut, it is still none.
        TransactionIdProto m => [() => m.TransactionId = Text(m.TransactionId)],
        _ => [],
    };

    private static void CutHead(StartChildProto m)
    {
        CutHead(m.Start);
        if (m.HasCancelReason)
            m.CancelReason = Text(m.CancelReason);
    }

    private static void CutHead(StartTransactionProto m)
    {
        m.Headers.Clear();
        (m.TransactionId, m.Definition) = (Text(m.TransactionId), Text(m.Definition));
    }

    private static void CutValues(OutcomeProto m, UnsentValue unsent)
    {
        if (m.Result is not null)
            m.Result = SentValues.Unsent(unsent);
    }

    private static void CutValues(StepReplyProto m, UnsentValue unsent)
    {
        if (m.Output is not null)
            m.Output = SentValues.Unsent(unsent);
        m.Message = Text(m.Message);
    }

    private static void CutOutput(OperatorCommandProto m, UnsentValue unsent)
    {
        if (m.Output is not null)
            m.Output = SentValues.Unsent(unsent);
    }

    /// <summary>Too long to be valid, each still is: the command is refused, not taken for another.</summary>
    private static void CutTexts(OperatorCommandProto m)
    {
        (m.TransactionId, m.CommandId) = (Text(m.TransactionId), Text(m.CommandId));
        (m.Who, m.Why) = (Text(m.Who), Text(m.Why));
        if (m.HasStep)
            m.Step = Text(m.Step);
    }

    private static void CutValues(TransactionViewProto m)
    {
        m.IsTruncated = true;
        (m.State, m.Result) = (null, null);
        foreach (var step in m.Steps)
            step.Output = null;
    }

    /// <summary>Only the first entry is left by then.</summary>
    private static void CutPayload(TransactionHistoryProto m)
    {
        foreach (var entry in m.Entries)
            (entry.IsTruncated, entry.Payload) = (true, null);
    }

    private static void CutTexts(TransactionHistoryProto m)
    {
        foreach (var entry in m.Entries)
        {
            entry.Attempts.Clear();
            if (entry.HasText)
                entry.Text = Text(entry.Text);
            if (entry.Failure is { } failure)
                failure.Message = Text(failure.Message);
        }
    }

    private static void CutStates(TransactionPlanProto m)
    {
        m.IsTruncated = true;
        foreach (var undo in m.Undos)
            undo.State = null;
    }

    private static void CutLists(TransactionPlanProto m)
    {
        m.WaitsFor.Clear();
        m.Undos.Clear();
        m.NotUndone.Clear();
        m.Ahead.Clear();
        if (m.HasProblem)
            m.Problem = Text(m.Problem);
    }

    private static void CutAttempts(TransactionViewProto m)
    {
        CutAttempts(m.Failure);
        foreach (var step in m.Steps)
            step.Failure?.Attempts.Clear();
    }

    private static void CutAttempts(TransactionFailureProto? failure)
    {
        if (failure is null)
            return;
        failure.IsTruncated = true;
        foreach (var step in failure.Steps.Concat(failure.Compensations))
            step.Attempts.Clear();
    }

    private static void CutLists(TransactionViewProto m)
    {
        m.Steps.Clear();
        m.Compensations.Clear();
        CutFailure(m.Failure);
        if (m.HasSuspendedReason)
            m.SuspendedReason = Text(m.SuspendedReason);
    }

    /// <summary>Whose child it is stays: its parent asks for the view to know that.</summary>
    private static void CutHeaders(TransactionViewProto m)
    {
        foreach (var name in m.Headers.Keys.Where(name => name != ChildTransactions.ParentHeader).ToList())
            m.Headers.Remove(name);
    }

    private static void CutText(OutcomeProto m)
    {
        m.Reason = Text(m.Reason);
        CutFailure(m.Failure);
    }

    private static void CutFailure(TransactionFailureProto? failure)
    {
        if (failure is null)
            return;
        failure.Message = Text(failure.Message);
        failure.Steps.Clear();
        failure.Compensations.Clear();
    }

    private static string Text(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "...";
}
