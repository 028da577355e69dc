namespace Tale.Actors.Host.Api;

/// <summary>A request that is answered with a problem.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">The reason, for programs, in kebab case.</param>
/// <param name="detail">The reason, for people: what was wrong and what to do.</param>
internal sealed class ApiException(int status, string reason, string detail) : Exception(detail)
{
    public int Status => status;

    public string Reason => reason;

    /// <summary>Where in the request's JSON the trouble is, for example <c>$.state.amount</c>.</summary>
    public string? Path { get; init; }

    /// <summary>When trying again may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ApiException BadRequest(string reason, string detail, string? path = null) =>
        new(StatusCodes.Status400BadRequest, reason, detail) { Path = path };

    public static ApiException NotFound(string reason, string detail) => new(StatusCodes.Status404NotFound, reason, detail);
}
