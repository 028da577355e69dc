namespace Tale.Actors.Host.Http;

/// <summary>
/// Answers only requests that name this machine by a loopback address. A page in a browser can name any host that resolves to one; it must
/// not reach the API by such a name.
/// </summary>
internal static class HostGuard
{
    public static void UseHostGuard(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.Host is { HasValue: true, Host: var host } && !Loopback.Is(host) ? throw Refusal(host) : next(context));

    private static ProblemException Refusal(string host) => ProblemException.BadRequest(
        "unknown-host", $"The Host header names '{host}'; this node answers to localhost and loopback addresses only.");
}
