using CsCheck;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A command of which only the kind and raw numbers are chosen. What it says depends on the state that it meets.</summary>
/// <param name="IsAimed">It names an attempt that is issued, if there is one.</param>
/// <param name="Joins">It goes into the same write as the one before.</param>
/// <param name="Number">Picks.</param>
/// <param name="Off">What it says, or by how much it misses, when it is not aimed.</param>
/// <param name="Seconds">By how much the clock has moved.</param>
internal sealed record Shot(
    ShotKind Kind, bool IsAimed, bool Joins, int Number, (int Step, int Epoch, int Attempt) Off, AttemptError Error, int Seconds)
{
    private static readonly Gen<string> Texts =
        OneOf("Error", "", "\0", "\ud800", "'; -- \"", "müde 😀", new string('x', 3_000), "{0} %s");

    private static readonly Gen<AttemptError> Errors = Gen.Select(
        Texts, Texts, OneOf<Verdict>([.. Enum.GetValues<Verdict>(), (Verdict)99]), Gen.Double[0, 1],
        OneOf<TimeSpan?>(
            null, null, null, TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromHours(3), TimeSpan.MinValue, TimeSpan.MaxValue,
            -TimeSpan.FromTicks(1)),
        Gen.Bool, (type, message, verdict, jitter, after, doubt) => new AttemptError(type, message, verdict, jitter, after, doubt));

    private static readonly Gen<(int Step, int Epoch, int Attempt)> Offs = Gen.Select(
        Gen.Int[-2, 12], Gen.Int[-2, 2], Gen.Frequency((6, Gen.Int[-2, 2]), (1, OneOf(int.MinValue, int.MaxValue))),
        (step, epoch, attempt) => (step, epoch, attempt));

    private static readonly Gen<ShotKind> Kinds = Gen.Frequency(
        (3, Gen.Enum<ShotKind>()), (4, OneOf(ShotKind.Executed, ShotKind.ExecuteFailed, ShotKind.Tick)));

    public static readonly Gen<Shot> Any = Gen.Select(
        Kinds, Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))), Gen.Bool, Gen.Int[0, 10_000], Offs, Errors,
        OneOf(0, 0, 1, 30, 6 * 3600, -120),
        (kind, aimed, joins, number, off, error, seconds) => new Shot(kind, aimed, joins, number, off, error, seconds));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
