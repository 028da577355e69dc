namespace Tale.Actors.Hosting;

/// <summary>Settings of participants, the actors that play steps: <c>tale.participants</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleParticipantsOptions
{
    /// <summary>How often a request is sent again to its participant until it is answered. Above zero. Default: 5 s.</summary>
    public TimeSpan? ResendInterval { get; set; }

    /// <summary>When nothing more is sent to a participant that does not answer.</summary>
    public TaleCircuitOptions Circuit { get; } = new();

    internal IEnumerable<(string Path, object? Value)> Settings => [("participants.resend-interval", ResendInterval), .. Circuit.Settings];
}
