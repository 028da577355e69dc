namespace Tale.Actors.Host.Http;

/// <summary>The problem behind a status that the server or the routing chose by itself, without a body.</summary>
internal static class BareStatus
{
    public static void UseProblemsForBareStatuses(this IApplicationBuilder app) =>
        app.UseStatusCodePages(page => ProblemAnswer.WriteAsync(page.HttpContext, Problem(page.HttpContext)));

    /// <param name="status">A status from 400 to 599.</param>
    /// <param name="request">The request that it answers.</param>
    /// <param name="allowed">The methods that the path takes, separated by commas.</param>
    public static ProblemException Problem(int status, HttpRequest request, string allowed = "") => status switch
    {
        404 => new(status, "unknown-path", $"There is nothing at '{request.Path}'; the paths are: {Paths(request)}."),
        405 => new(status, "wrong-method", $"{request.Method} is not for '{request.Path}'; it takes: {allowed}."),
        408 => new(status, "request-timeout", "The request did not arrive in time; send it again, without pauses."),
        413 => RequestBody.TooLarge(),
        415 => StrictJson.NotJson(),
        < 500 => new(status, "bad-request", "The request could not be read to its end as HTTP; send it again."),
        _ => new(status, "internal-error", "Something went wrong in this node; its log has the details."),
    };

    private static ProblemException Problem(HttpContext context) =>
        Problem(context.Response.StatusCode, context.Request, context.Response.Headers.Allow.ToString());

    private static string Paths(HttpRequest request) => string.Join(", ", request.HttpContext.RequestServices
        .GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Select(endpoint => $"/{endpoint.RoutePattern.RawText?.Trim('/')}").Distinct().Order(StringComparer.Ordinal));
}
