namespace Tale.Actors.Host.Http;

/// <summary>HEAD wherever GET is: the same answer without its body, which the server leaves out.</summary>
internal static class HeadLikeGet
{
    public static TBuilder WithHead<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: ["GET"] })
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        });
        return routes;
    }
}
