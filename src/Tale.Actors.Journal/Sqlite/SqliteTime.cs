namespace Tale.Actors.Journal.Sqlite;

/// <summary>Times of the index as SQLite keeps them: microseconds since 1970, UTC.</summary>
internal static class SqliteTime
{
    public static long From(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long? From(DateTimeOffset? time) => time is { } present ? From(present) : null;

    public static DateTimeOffset To(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
