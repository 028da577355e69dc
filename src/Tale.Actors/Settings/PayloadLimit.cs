namespace Tale.Actors.Settings;

/// <summary>What is said of a state that is too large to be stored.</summary>
internal static class PayloadLimit
{
    public static string Problem(string subject, long bytes, long limit) =>
        $"{subject} has {bytes} bytes; the limit is {limit} (tale.max-payload-bytes). Store what is large elsewhere and pass a reference.";
}
