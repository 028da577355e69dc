using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Plays one attempt by a transaction of its own: says what there is to say to it, again and again until it has ended. What is said, and what an
/// answer means, is its errand's.
/// </summary>
internal sealed class ChildActor(AttemptServices services) : AskingActor(services, services.Settings.RewatchInterval)
{
    /// <summary>Each question brings one that waits for an operator, or for long, into memory.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _interval = services.Settings.RewatchInterval;
    private TimeSpan _pause = services.Settings.RewatchInterval;
    private ChildErrand? _errand;

    protected override void Begin(AttemptWork work)
    {
        try
        {
            _errand = work.Direction == Direction.Execute
                ? new ChildExecution(Services, work, Self)
                : new ChildUndo(Services, work, Self);
        }
        catch (Exception e)
        {
            EndBy(e, work);
            return;
        }
        AskAgain(work);
    }

    protected override void AskAgain(AttemptWork work)
    {
        SetAlarm(_pause);
        _errand!.Ask();
    }

    protected override void Cancel(AttemptWork work, bool isSaidAgain)
    {
        _pause = _interval;
        _errand!.Cancel(isSaidAgain);
        CancelAlarm();
        SetAlarm(_pause);
    }

    protected override void Hear(object message)
    {
        if (message is not IWithTransactionId answer)
            Unhandled(message);
        else if (Work is { } work && answer.TransactionId == _errand!.Id)
            Answered(work, answer);
    }

    /// <summary>Whoever waits for the transaction's end is gone, and it is not kept in memory for that.</summary>
    protected override void PostStop()
    {
        if (Work is not null && _errand is { } errand)
            Services.Transactions.Send(new UnwatchTransaction(errand.Id), Self);
        base.PostStop();
    }

    private void Answered(AttemptWork work, IWithTransactionId answer)
    {
        try
        {
            if (_errand!.Answered(answer) is { } ended)
                End(work, ended);
            else if (answer is TransactionSuspended or CommandAccepted)
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
        catch (Exception e)
        {
            EndBy(e, work);
        }
    }

    /// <summary>The function that gives its starting state is the user's.</summary>
    private void EndBy(Exception error, AttemptWork work) => End(work, work.Failed(Services.Judge.Of(error, work)));
}
