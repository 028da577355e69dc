using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>An answer to an attempt that is not issued.</summary>
internal static class StaleAnswer
{
    private static readonly AttemptError Error = new("Error", "stale", Verdict.GiveUp, 0);

    /// <summary>Wrong in one respect: the epoch, the number, or the direction.</summary>
    public static Command.Answer Draw(Random random, TransactionState state)
    {
        var step = random.Next(state.Steps.Length);
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
