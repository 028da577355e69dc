namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>
/// The refusals that the services and their callers have agreed on: a status and a <c>reason</c> in problem+json. Whoever answers with one
/// vouches for it that nothing was done. No other answer says that.
/// </summary>
internal static class ServiceRefusals
{
    /// <summary>The service cannot now; the same call may succeed later.</summary>
    public const string OutOfOrder = "told-to-fail";

    public const string NoKey = "missing-idempotency-key";

    public const string UnknownOperation = "unknown-operation";

    public const string UnknownService = "unknown-service";

    private static readonly Dictionary<(int Status, string Reason), bool> Agreed = new()
    {
        [(503, OutOfOrder)] = false,
        [(400, NoKey)] = true,
        [(404, UnknownOperation)] = true,
        [(404, UnknownService)] = true,
        [(400, "bad-json")] = true,
        [(413, "payload-too-large")] = true,
        [(415, "not-json")] = true,
    };

    /// <summary>Whether the same call would be refused again, however often; null: this was not agreed on.</summary>
    public static bool? IsFinal(int status, string? reason) =>
        reason is not null && Agreed.TryGetValue((status, reason), out var isFinal) ? isFinal : null;
}
