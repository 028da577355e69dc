using System.Globalization;

namespace Tale.Actors.Host.Http;

/// <summary>Writes a problem as the answer: problem+json with <c>reason</c> and <c>detail</c>.</summary>
internal static class ProblemAnswer
{
    public static Task WriteAsync(HttpContext context, ProblemException problem)
    {
        if (problem.RetryAfter is { } delay)
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var extensions = new Dictionary<string, object?> { ["reason"] = problem.Reason };
        if (problem.Path is not null)
            extensions["path"] = problem.Path;
        return TypedResults.Problem(detail: problem.Message, statusCode: problem.Status, extensions: extensions).ExecuteAsync(context);
    }
}
