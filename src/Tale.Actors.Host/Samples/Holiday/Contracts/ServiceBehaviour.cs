namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>The way a service misbehaves. Kept in memory: a restarted service behaves well again.</summary>
/// <param name="DelayMs">The time that every call waits before it takes effect, in milliseconds, 0 to 600,000.</param>
/// <param name="Failures">The number of next calls that fail without any effect; -1 means all of them.</param>
/// <param name="LostAnswers">
/// The number of next calls that take effect and whose answer is lost: the connection ends without one; -1 means all of them.
/// </param>
internal sealed record ServiceBehaviour(int DelayMs = 0, int Failures = 0, int LostAnswers = 0);
