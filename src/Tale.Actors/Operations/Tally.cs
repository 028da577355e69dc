using System.Collections.Immutable;

namespace Tale.Actors.Operations;

/// <summary>What became of transactions that had their turn.</summary>
/// <param name="Refusals">The first <see cref="OperationView.MaxRefusals"/> of those that refused or were given up on.</param>
internal sealed record Tally(long Done, long Refused, long Failed, ImmutableArray<OperationRefusal> Refusals)
{
    public static readonly Tally None = new(0, 0, 0, []);

    public long Count => Done + Refused + Failed;

    public Tally WithDone() => this with { Done = Done + 1 };

    public Tally With(OperationRefusal refusal) => this with
    {
        Refused = refusal.IsFailure ? Refused : Refused + 1,
        Failed = refusal.IsFailure ? Failed + 1 : Failed,
        Refusals = Refusals.Length < OperationView.MaxRefusals ? Refusals.Add(refusal) : Refusals,
    };

    public Tally Plus(Tally other) => new(
        Done + other.Done, Refused + other.Refused, Failed + other.Failed,
        [.. Refusals, .. other.Refusals.Take(OperationView.MaxRefusals - Refusals.Length)]);

    /// <summary>Without the refusals for which there is no room beside those that are kept already: an event holds what its fold keeps.</summary>
    public Tally FitInto(Tally kept) =>
        this with { Refusals = [.. Refusals.Take(OperationView.MaxRefusals - kept.Refusals.Length)] };
}
