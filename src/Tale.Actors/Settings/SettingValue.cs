using Akka.Configuration;

namespace Tale.Actors.Settings;

/// <summary>Reads one setting; what cannot be used is named with its path, its value and what is allowed.</summary>
internal static class SettingValue
{
    /// <summary>A whole number.</summary>
    /// <exception cref="ConfigurationException">It is none, or less than <paramref name="min"/>.</exception>
    public static int Count(Config section, string path, string name, int min = 1)
    {
        var allowed = $"a whole number, {min} or more";
        var value = Read(section, path, name, allowed, () => section.GetInt(name));
        return value >= min ? value : throw Refusal(section, path, name, allowed);
    }

    /// <summary>A number of bytes.</summary>
    /// <exception cref="ConfigurationException">It is none, or less than <paramref name="min"/>.</exception>
    public static long Bytes(Config section, string path, string name, long min = 1)
    {
        var allowed = $"a number of bytes such as 4096, 512 KiB or 1 MiB, {min} or more";
        var value = Read(section, path, name, allowed, () => section.GetByteSize(name) ?? min - 1);
        return value >= min ? value : throw Refusal(section, path, name, allowed);
    }

    /// <summary>A time above zero.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static TimeSpan Time(Config section, string path, string name)
    {
        const string allowed = "a time above zero, such as 500ms, 30s or 5m";
        var value = Read(section, path, name, allowed, () => section.GetTimeSpan(name));
        return value > TimeSpan.Zero ? value : throw Refusal(section, path, name, allowed);
    }

    /// <summary>A time, or zero.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static TimeSpan TimeOrZero(Config section, string path, string name)
    {
        const string allowed = "a time such as 500ms, 30s or 5m, or 0s";
        var value = Read(section, path, name, allowed, () => section.GetTimeSpan(name));
        return value >= TimeSpan.Zero ? value : throw Refusal(section, path, name, allowed);
    }

    /// <summary>A yes or no.</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static bool Flag(Config section, string path, string name) =>
        Read(section, path, name, "on or off", () => section.GetBoolean(name));

    private static T Read<T>(Config section, string path, string name, string allowed, Func<T> read)
    {
        try
        {
            return read();
        }
        // All that Akka's readers throw for a value of another kind.
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or NotSupportedException
            or ConfigurationException)
        {
            throw Refusal(section, path, name, allowed, e);
        }
    }

    private static ConfigurationException Refusal(Config section, string path, string name, string allowed, Exception? cause = null) =>
        new($"{path}.{name} is '{section.GetString(name)}'; it must be {allowed}.", cause);
}
