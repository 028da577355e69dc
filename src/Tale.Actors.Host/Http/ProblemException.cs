namespace Tale.Actors.Host.Http;

/// <summary>A request that is answered with a problem (RFC 9457).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">The reason, for programs, in kebab case.</param>
/// <param name="detail">The reason, for people: what was wrong and what to do.</param>
internal sealed class ProblemException(int status, string reason, string detail) : Exception(detail)
{
    public int Status => status;

    public string Reason => reason;

    /// <summary>The place of the trouble in the request's JSON, for example <c>$.state.amount</c>; null when it is elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>The time after which the same request may succeed; null when trying again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The problem that answers what arrives, or is still arriving, when the node stops.</summary>
    public static ProblemException Stopping() => new(
        StatusCodes.Status503ServiceUnavailable, "stopping", "The node is stopping, and nothing was done. Try another node, or later.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static ProblemException BadRequest(string reason, string detail, string? path = null) =>
        new(StatusCodes.Status400BadRequest, reason, detail) { Path = path };

    public static ProblemException NotFound(string reason, string detail) => new(StatusCodes.Status404NotFound, reason, detail);
}
