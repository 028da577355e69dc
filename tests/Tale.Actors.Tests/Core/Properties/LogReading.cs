using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// A log as those read it who have no definition: summed up, and as changes of a row in the index. Holds both against the state, write by
/// write.
/// </summary>
internal sealed class LogReading
{
    private Row? _row;
    private LogSummary? _log;
    private bool _isMissing;

    public void Read(IEnumerable<Event> write, TransactionState state, DateTimeOffset now)
    {
        foreach (var e in write)
        {
            _log = _log is null ? LogSummary.Of((Event.TransactionStarted)e) : _log.Apply(e);
            _isMissing = e is Event.TransactionSuspended suspended
                ? suspended.Cause is SuspensionCause.DefinitionMissing or SuspensionCause.LogUnreadable
                : _isMissing && Turn.Of(e)?.Status is null;
            if (IndexChange.Of(e) is { } change)
                _row = Apply(_row, change);
        }
        Assert.Equal(Dump.Of(state.Log), Dump.Of(_log));
        Assert.Equal(Status(state), _log!.Status);
        Assert.Equal(DueAt(state, now), _log.DueAt);
        CheckText(state, _log.Text);
        Check(_row!, _log);
        Check(IndexChange.Of(_log).Aggregate((Row?)null, Apply)!, _log);
    }

    /// <summary>By when it has to be in memory, told from the steps alone.</summary>
    private DateTimeOffset? DueAt(TransactionState state, DateTimeOffset now)
    {
        if (_isMissing || state.Steps.Any(step => step.Open is OpenAttempt.Issued))
            return DateTimeOffset.UnixEpoch;
        var next = state.Steps.Min(step => step.Open?.DueAt);
        var isStuck = state.Steps.Any(step => step.Phase is StepPhase.Escalated or StepPhase.CompensationStuck);
        if (!state.IsFinal && !state.IsAborting && !isStuck && !state.IsPastPivot && !state.IsDeadlineOverruled && (next is null || state.Log.Started.Deadline < next))
            next = state.Log.Started.Deadline ?? next;
        return next <= now.AddMinutes(1) ? DateTimeOffset.UnixEpoch : next;
    }

    /// <summary>Where it stands, told from the steps alone.</summary>
    private TransactionStatus Status(TransactionState state)
    {
        if (_isMissing || state.Steps.Any(step => step.Phase is StepPhase.Escalated or StepPhase.CompensationStuck))
            return TransactionStatus.Suspended;
        if (state.Steps.Any(step => step.Open is not null))
            return state.IsCompensating ? TransactionStatus.Compensating : TransactionStatus.Running;
        if (!state.IsAborting)
            return TransactionStatus.Completed;
        var hasFailedUndo = state.Steps.Any(step => step.Phase == StepPhase.CompensationFailed);
        return hasFailedUndo ? TransactionStatus.Failed : TransactionStatus.Compensated;
    }

    private static void CheckText(TransactionState state, string? text)
    {
        switch (state.Status)
        {
            case TransactionStatus.Suspended when state.StuckSteps > 0:
                var stuck = state.Plan.Steps.Where(step => state[step].IsStuck).Select(step => $"'{step.Path}'");
                Assert.Contains(stuck, path => text!.Contains(path, StringComparison.Ordinal));
                break;
            case TransactionStatus.Suspended:
                Assert.False(string.IsNullOrEmpty(text));
                break;
            case TransactionStatus.Running or TransactionStatus.Completed:
                Assert.Null(text);
                break;
            case TransactionStatus.Compensated or TransactionStatus.Failed:
                Assert.Equal(FailureReport.Of(state)!.Message, text);
                break;
        }
    }

    private static Row Apply(Row? row, IndexChange change) => change switch
    {
        IndexChange.Opened => new Row(TransactionStatus.Running, change.NextDueAt, ""),
        IndexChange.StatusChanged x => new Row(x.Status, x.NextDueAt, x.Failure ?? row!.Failure),
        _ => row! with { DueAt = change.NextDueAt },
    };

    private static void Check(Row row, LogSummary log)
    {
        Assert.Equal(log.Status, row.Status);
        Assert.Equal(log.DueAt, row.DueAt);
        var text = log.Text ?? "";
        Assert.True(text == row.Failure || (row.Failure.Length is 499 or 500 && text.StartsWith(row.Failure, StringComparison.Ordinal)));
    }

    private sealed record Row(TransactionStatus Status, DateTimeOffset? DueAt, string Failure);
}
