using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Hosting;

namespace Tale.Actors.Host.Api;

/// <summary>
/// Tells orchestrators how the node is: <c>/health/live</c>, whether it should be restarted, <c>/health/ready</c>, whether it should get
/// new transactions. The checks themselves are the library's, and ASP.NET's service runs them.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health");
        health.MapGet("/live", LiveAsync);
        health.MapGet("/ready", ReadyAsync);
    }

    private static Task<IResult> LiveAsync(HealthCheckService checks, HttpResponse response, CancellationToken cancellationToken) =>
        AnswerAsync(checks, TaleHealthTags.Live, "not-live", response, cancellationToken);

    private static Task<IResult> ReadyAsync(HealthCheckService checks, HttpResponse response, CancellationToken cancellationToken) =>
        AnswerAsync(checks, TaleHealthTags.Ready, "not-ready", response, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        HealthCheckService checks, string tag, string reason, HttpResponse response, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(tag), cancellationToken);
        response.Headers.CacheControl = "no-store";
        var results = report.Entries.Select(entry => ToDto(entry.Key, entry.Value)).ToList();
        if (report.Status != HealthStatus.Unhealthy)
            return TypedResults.Ok(new HealthDto(NameOf(report.Status), results));
        var troubles = results.Where(check => check.Status == NameOf(HealthStatus.Unhealthy));
        return TypedResults.Problem(
            detail: string.Join(" ", troubles.Select(check => $"{check.Name}: {check.Detail}")),
            statusCode: StatusCodes.Status503ServiceUnavailable,
            extensions: new Dictionary<string, object?> { ["reason"] = reason, ["checks"] = results });
    }

    private static HealthCheckDto ToDto(string name, HealthReportEntry entry) => new(
        name, NameOf(entry.Status), entry.Data.GetValueOrDefault("since") as DateTimeOffset?, entry.Description,
        entry.Data.GetValueOrDefault("action") as string);

    private static string NameOf(HealthStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());
}
