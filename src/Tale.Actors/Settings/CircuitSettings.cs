using Akka.Configuration;

namespace Tale.Actors.Settings;

/// <summary>When nothing more is sent to a participant, and until when: <c>tale.participants.circuit</c>.</summary>
/// <param name="IsOn">False: everything is sent, whatever comes of it.</param>
/// <param name="Failures">How many in a row open a circuit.</param>
/// <param name="MinOpen">How long it is open at first, and how long a trial is waited for whose step has no timeout.</param>
/// <param name="MaxOpen">How long it is open at most, and how long any trial is waited for.</param>
internal sealed record CircuitSettings(bool IsOn, int Failures, TimeSpan MinOpen, TimeSpan MaxOpen)
{
    private const string Section = "participants.circuit";
    private const int MostDoublings = 30;

    /// <exception cref="ConfigurationException">A value cannot be used.</exception>
    public static CircuitSettings Of(Config tale)
    {
        var settings = new CircuitSettings(
            SettingValue.Flag(tale, KnownSettings.Tale, $"{Section}.enabled"),
            SettingValue.Count(tale, KnownSettings.Tale, $"{Section}.failures"),
            SettingValue.Time(tale, KnownSettings.Tale, $"{Section}.min-open"),
            SettingValue.Time(tale, KnownSettings.Tale, $"{Section}.max-open"));
        return settings.MinOpen <= settings.MaxOpen ? settings : throw new ConfigurationException(
            $"tale.{Section}.min-open is {settings.MinOpen}, and max-open {settings.MaxOpen}; "
            + "the first must not be longer than the second.");
    }

    /// <summary>How long it is open: doubled from trial to trial, half of it random.</summary>
    /// <param name="trials">How many trials have failed.</param>
    /// <param name="sample">A random number from 0 to 1.</param>
    public TimeSpan OpenFor(int trials, double sample)
    {
        var longest = Math.Min(MinOpen.Ticks * Math.Pow(2, Math.Min(trials, MostDoublings)), MaxOpen.Ticks);
        return TimeSpan.FromTicks((long)(longest * (0.5 + (0.5 * sample))));
    }
}
