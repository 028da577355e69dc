using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>The id that a request chooses for what it starts: in its body, or as its <c>Idempotency-Key</c>.</summary>
internal static class RequestedId
{
    /// <returns>Null: it leaves the choice to the node.</returns>
    /// <exception cref="ProblemException">It chooses two.</exception>
    public static string? Of(string? inBody, HttpRequest request)
    {
        var key = IdempotencyHeader.Read(request);
        return inBody is null || key is null || inBody == key ? key ?? inBody : throw ProblemException.BadRequest(
            "ambiguous-id",
            $"The body's id and the {IdempotencyHeader.Name} header differ; give one of them, or the same value twice.");
    }
}
