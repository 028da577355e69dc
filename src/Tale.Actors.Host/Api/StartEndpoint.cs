using System.Collections.Immutable;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Starts a transaction; with <c>wait</c>, also waits for its outcome.</summary>
internal static class StartEndpoint
{
    public static async Task<IResult> HandleAsync(
        string definition, string? wait, string? outputs, HttpRequest request, ITaleClient client, TransactionRegistry registry,
        Waiters waiters, IHostApplicationLifetime lifetime)
    {
        var patience = WaitDuration.Parse(wait);
        var showOutputs = QueryParameter.Flag(nameof(outputs), outputs, otherwise: true);
        using var place = patience is null ? null : waiters.Enter();
        var start = await ReadAsync(request, lifetime.ApplicationStopping);
        var chosen = ChooseId(start.Id, request);
        var options = new StartOptions
        {
            TransactionId = chosen,
            Version = start.Version,
            Headers = start.Headers?.ToImmutableDictionary(StringComparer.Ordinal) ?? ImmutableDictionary<string, string>.Empty,
        };
        var aborted = request.HttpContext.RequestAborted;
        object state;
        try
        {
            state = StrictJson.ReadState(start.State, Find(definition, start.Version, registry).InputType);
        }
        catch (ProblemException) when (chosen is not null)
        {
            // The same start again is the same transaction, whatever is registered or fits today.
            if (await client.GetAsync(chosen, aborted) is null)
                throw;
            state = StrictJson.Unread(start.State);
        }

        var accepted = await client.StartAsync(definition, state, options, aborted);
        var id = accepted.TransactionId;
        request.HttpContext.Response.Headers.Location = $"/transactions/{Uri.EscapeDataString(id)}";
        var ended = patience is { } time ? await OutcomeWait.ForAsync(client, id, time, aborted) : null;
        return ended is not null
            ? TypedResults.Ok(ended.ToDto(showOutputs))
            : TypedResults.Accepted(default(string), new StartedDto(id, accepted.Definition, accepted.Version, accepted.Status));
    }

    /// <summary>A client that sends its request slowly does not hold up the node's stop.</summary>
    private static async Task<StartRequest> ReadAsync(HttpRequest request, CancellationToken stopping)
    {
        try
        {
            return await StrictJson.ReadAsync<StartRequest>(request, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw ProblemException.Stopping();
        }
    }

    private static TransactionDefinition Find(string definition, int? version, TransactionRegistry registry) =>
        registry.Find(definition) is null
            ? throw Unknown(definition, registry)
            : registry.Find(definition, version) ?? throw UnknownVersion(definition, version, registry);

    private static ProblemException Unknown(string definition, TransactionRegistry registry)
    {
        var names = string.Join(", ", registry.All.Select(known => known.Name).Distinct());
        var others = names.Length == 0 ? "this node has none: start it without --no-samples for those of the sample" : $"there are: {names}";
        return ProblemException.NotFound("unknown-definition", $"There is no definition '{definition}'; {others}.");
    }

    private static ProblemException UnknownVersion(string definition, int? version, TransactionRegistry registry)
    {
        var versions = string.Join(", ", registry.All.Where(known => known.Name == definition).Select(known => known.Version).Order());
        return ProblemException.NotFound(
            "unknown-definition", $"There is no version {version} of the definition '{definition}'; there are: {versions}.");
    }

    private static string? ChooseId(string? inBody, HttpRequest request)
    {
        var id = RequestedId.Of(inBody, request);
        return id != "count" ? id : throw ProblemException.BadRequest(
            "invalid-id", "The id 'count' is taken by this API (GET /transactions/count); choose another one.");
    }
}
