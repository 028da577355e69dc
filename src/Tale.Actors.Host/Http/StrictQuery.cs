using System.Reflection;

namespace Tale.Actors.Host.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not know: a misspelt filter must not answer with everything. Those that it knows are its
/// handler's parameters that are values; only an array may be given more than once.
/// </summary>
internal static class StrictQuery
{
    public static TBuilder WithStrictQuery<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder { RequestDelegate: { } handle } route)
                return;
            var known = Known(route);
            route.RequestDelegate = context =>
            {
                Check(context.Request.Query, known);
                return handle(context);
            };
        });
        return routes;
    }

    private static ParameterInfo[] Known(RouteEndpointBuilder route) =>
    [
        .. (route.Metadata.OfType<MethodInfo>().SingleOrDefault()?.GetParameters() ?? [])
            .Where(parameter => IsValue(parameter.ParameterType) && route.RoutePattern.GetParameter(parameter.Name!) is null),
    ];

    // As routing sees it: everything else is a service or comes from the request itself.
    private static bool IsValue(Type type) =>
        type == typeof(string) || type.IsArray || (type.IsValueType && type != typeof(CancellationToken));

    private static void Check(IQueryCollection query, ParameterInfo[] known)
    {
        foreach (var (name, values) in query)
        {
            var parameter = known.FirstOrDefault(candidate => candidate.Name!.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(name, known);
            if (values.Count > 1 && !parameter.ParameterType.IsArray)
            {
                throw ProblemException.BadRequest(
                    "repeated-parameter", $"The query parameter '{name}' is there {values.Count} times; give it once.");
            }
        }
    }

    private static ProblemException Unknown(string name, ParameterInfo[] known)
    {
        var others = known.Length == 0
            ? "this path takes none"
            : $"there are: {string.Join(", ", known.Select(parameter => parameter.Name))}";
        return ProblemException.BadRequest("unknown-parameter", $"There is no query parameter '{name}' here; {others}.");
    }
}
