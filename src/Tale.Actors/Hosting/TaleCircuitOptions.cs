namespace Tale.Actors.Hosting;

/// <summary>
/// Settings of the circuits of participants: <c>tale.participants.circuit</c>. A participant that does not answer is left alone for a
/// while, and what was to be sent to it is parked. Null leaves a setting to HOCON.
/// </summary>
public sealed class TaleCircuitOptions
{
    /// <summary>Whether there are circuits. False: everything is sent, whatever comes of it. Default: true.</summary>
    public bool? Enabled { get; set; }

    /// <summary>How many failures in a row, of all transactions of the node together, open a circuit. 1 or more. Default: 5.</summary>
    public int? Failures { get; set; }

    /// <summary>
    /// How long a circuit is open before one attempt tries the participant: doubled from trial to trial, half of it random. Above zero, and
    /// no longer than <see cref="MaxOpen"/>. Default: 30 s.
    /// </summary>
    public TimeSpan? MinOpen { get; set; }

    /// <summary>The longest time between two trials, and the longest that one is waited for. Default: 5 min.</summary>
    public TimeSpan? MaxOpen { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
    [
        ("participants.circuit.enabled", Enabled),
        ("participants.circuit.failures", Failures),
        ("participants.circuit.min-open", MinOpen),
        ("participants.circuit.max-open", MaxOpen),
    ];
}
