using System.Reflection;

namespace Tale.Actors.Host.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not know: a misspelt filter must not answer with everything. Those that it knows are its
/// handler's parameters that are values.
/// </summary>
internal static class StrictQuery
{
    public static TBuilder WithStrictQuery<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder { RequestDelegate: { } handle } route)
                return;
            var known = Names(route);
            route.RequestDelegate = context =>
            {
                Check(context.Request.Query, known);
                return handle(context);
            };
        });
        return routes;
    }

    private static string[] Names(RouteEndpointBuilder route) =>
    [
        .. (route.Metadata.OfType<MethodInfo>().SingleOrDefault()?.GetParameters() ?? [])
            .Where(parameter => IsValue(parameter.ParameterType))
            .Select(parameter => parameter.Name!)
            .Where(name => route.RoutePattern.GetParameter(name) is null),
    ];

    // As routing sees it: everything else is a service or comes from the request itself.
    private static bool IsValue(Type type) =>
        type == typeof(string) || type.IsArray || (type.IsValueType && type != typeof(CancellationToken));

    private static void Check(IQueryCollection query, string[] known)
    {
        if (query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
            return;
        var others = known.Length == 0 ? "this path takes none" : $"there are: {string.Join(", ", known)}";
        throw ProblemException.BadRequest("unknown-parameter", $"There is no query parameter '{unknown}' here; {others}.");
    }
}
