using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// Answers to attempts that are not issued: what earlier incarnations say too late, and what nobody ever asked. They change nothing.
/// </summary>
internal sealed class StaleAnswers(Random random)
{
    private static readonly AttemptError Error = new("Error", "stale", Verdict.GiveUp, 0);

    private readonly List<Command.Answer> _late = [];

    /// <summary>The incarnation of this epoch has ended, and somebody still has this attempt in his hands.</summary>
    public void Outlived(Held held, long epoch)
    {
        Try? result = held.IsRunning ? random.Next(2) == 0 ? Try.Succeeds : Try.FailsForGood : null;
        _late.Add(Said.Of(held, result, epoch).Answer);
    }

    /// <summary>Nobody waits any longer for this attempt, which has timed out, and now it comes to its end.</summary>
    public void TimedOut(Held held, long epoch) => _late.Add(Said.Of(held, Try.Succeeds, epoch).Answer);

    public void Say(TransactionState state, DateTimeOffset now)
    {
        var stale = random.Next(2) == 0 && _late.Count > 0 ? _late[random.Next(_late.Count)] : MadeUp(state);
        var decision = Decide.On(state, stale, now);
        var isIgnored = decision.Events.IsEmpty && decision.Reply is null && ReferenceEquals(state, decision.State);
        Assert.True(isIgnored, $"{stale} brought about {Dump.Of(decision.Events)}.");
    }

    /// <summary>Wrong in one respect: the epoch, the number, or the direction.</summary>
    private Command.Answer MadeUp(TransactionState state)
    {
        var step = random.Next(state.Steps.Count);
        var open = state.Steps[step];
        var wrong = random.Next(3);
        var epoch = wrong == 0 ? state.Epoch + (random.Next(2) == 0 ? -1 : 1) : state.Epoch;
        var number = wrong == 1 ? open.OpenNumber + (random.Next(2) == 0 ? -1 : 1) : open.OpenNumber;
        return ((open.Direction == Direction.Compensate) ^ (wrong == 2), random.Next(3)) switch
        {
            (false, 0) => new Command.Executed(step, epoch, number, Said.Payload("stale")),
            (false, 1) => new Command.ExecuteFailed(step, epoch, number, Error),
            (false, _) => new Command.NotBegun(step, epoch, number),
            (true, 0) => new Command.Compensated(step, epoch, number),
            (true, _) => new Command.CompensateFailed(step, epoch, number, Error),
        };
    }
}
