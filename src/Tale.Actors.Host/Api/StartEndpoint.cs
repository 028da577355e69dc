using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Starts a transaction; with <c>wait</c>, also waits for its outcome.</summary>
internal static class StartEndpoint
{
    public static async Task<IResult> HandleAsync(
        string definition, string? wait, HttpRequest request, ITaleClient client, TransactionRegistry registry, Waiters waiters,
        IHostApplicationLifetime lifetime)
    {
        var found = registry.Find(definition) ?? throw Unknown(definition, registry);
        var patience = WaitDuration.Parse(wait);
        using var place = patience is null ? null : waiters.Enter();
        var start = await ReadAsync(request, lifetime.ApplicationStopping);
        var options = new StartOptions { TransactionId = ChooseId(start.Id, request) };
        var state = StrictJson.ReadState(start.State, found.InputType);
        var aborted = request.HttpContext.RequestAborted;

        var accepted = await client.StartAsync(definition, state, options, aborted);
        var ended = patience is { } time
            ? await WaitAsync(client, accepted.TransactionId, time, aborted)
            : null;
        return ended is not null ? TypedResults.Ok(ended.ToDto()) : Started(accepted);
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

    private static ProblemException Unknown(string definition, TransactionRegistry registry)
    {
        var names = string.Join(", ", registry.All.Select(known => known.Name).Distinct());
        var others = names.Length == 0 ? "this node has none" : $"there are: {names}";
        return ProblemException.NotFound("unknown-definition", $"There is no definition '{definition}'; {others}.");
    }

    private static string? ChooseId(string? inBody, HttpRequest request)
    {
        var header = request.Headers[IdempotencyHeader.Name];
        if (header.Count > 1)
            throw ProblemException.BadRequest("ambiguous-id", $"There are {header.Count} {IdempotencyHeader.Name} headers; give one.");
        if (header.Count == 0)
            return inBody;
        if (inBody is null || inBody == header[0])
            return header[0];
        throw ProblemException.BadRequest(
            "ambiguous-id", $"The body's id and the {IdempotencyHeader.Name} header differ; give one of them, or the same value twice.");
    }

    private static Accepted<StartedDto> Started(TransactionAccepted accepted) => TypedResults.Accepted(
        $"/transactions/{Uri.EscapeDataString(accepted.TransactionId)}",
        new StartedDto(accepted.TransactionId, accepted.Definition, accepted.Version, accepted.Status));

    /// <returns>
    /// The transaction once it has ended or is suspended; null when the wait is over first, also because the node is stopping: the start is
    /// stored, and that answer, with the id, is not taken back.
    /// </returns>
    private static async Task<TransactionView?> WaitAsync(ITaleClient client, string id, TimeSpan patience, CancellationToken aborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(patience);
        try
        {
            await client.WatchAsync(id, deadline.Token);
            return await client.GetAsync(id, aborted);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
        catch (TransactionRejectedException rejected) when (rejected.Reason == RejectionReason.Stopping)
        {
            return null;
        }
    }
}
