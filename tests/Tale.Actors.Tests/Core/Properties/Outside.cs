using CsCheck;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What comes to a run from outside.</summary>
/// <param name="Visits">How often somebody comes at most, besides for what a run could not end without.</param>
/// <param name="Rate">How probable it is that somebody comes, per turn.</param>
/// <param name="Deadline">Of the whole transaction; null: none.</param>
/// <param name="Cancels">Whether some of them cancel.</param>
/// <param name="Undos">How often it is to be undone once it has completed.</param>
public sealed record Outside(int Visits, double Rate, TimeSpan? Deadline, bool Cancels, int Undos)
{
    public static readonly Outside Nothing = new(0, 0, null, false, 0);

    public static readonly Gen<Outside> Any = Gen.Select(
        Gen.Int[0, 20], Gen.Double[0.1, 0.7], Gen.Frequency((2, Gen.Const((TimeSpan?)null)), (1, Deadlines)), Gen.Bool, Gen.Int[0, 2],
        (visits, rate, deadline, cancels, undos) => new Outside(visits, rate, deadline, cancels, undos));

    /// <summary>Some seconds, or hours.</summary>
    private static Gen<TimeSpan?> Deadlines =>
        Gen.Frequency((2, Gen.Int[1, 80]), (1, Gen.Int[3_600, 30_000])).Select(seconds => (TimeSpan?)TimeSpan.FromSeconds(seconds));

    public override string ToString() =>
        $"visits {Visits} {Rate:0.0}, deadline {Deadline}, {(Cancels ? "with cancels" : "no cancels")}, undos {Undos}";
}
