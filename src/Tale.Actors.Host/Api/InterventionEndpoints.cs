using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>
/// What people do to a transaction: cancel it, send it a signal, or, as operators, say how it is to go on. The answer is the transaction as it
/// stands then.
/// An operator's request is the same request again under the same <c>Idempotency-Key</c>, and holds for the revision in <c>If-Match</c>, if
/// there is one; a cancel is always the same, and holds for any.
/// </summary>
internal static class InterventionEndpoints
{
    /// <summary>Says who decides it. Taken at its word: there is no authentication yet, and the node is reached from its own machine only.</summary>
    public const string OperatorHeader = "Tale-Operator";

    public static void MapInterventions(this IEndpointRouteBuilder routes)
    {
        var transaction = routes.MapGroup("/transactions/{id}");
        transaction.MapPost("/cancel", CancelAsync);
        transaction.MapPost("/signals/{name}", SignalAsync);
        transaction.MapPost("/retry", Whole(OperatorAction.RetryNow));
        transaction.MapPost("/compensate", CompensateAsync);
        transaction.MapPost("/give-up", Whole(OperatorAction.GiveUp));
        transaction.MapPost("/steps/{step}/retry", Step(OperatorAction.RetryNow));
        transaction.MapPost("/steps/{step}/skip", Step(OperatorAction.SkipStep));
        transaction.MapPost("/steps/{step}/abandon", Step(OperatorAction.Abandon));
        transaction.MapPost("/steps/{step}/assume-failed", Step(OperatorAction.AssumeFailed));
        transaction.MapPost("/steps/{step}/assume-succeeded", AssumeSucceededAsync);
    }

    private static async Task<IResult> CancelAsync(string id, HttpRequest request, ITaleClient client, CancellationToken cancellationToken)
    {
        RevisionHeader.RefuseExpected(request, "A cancel holds for whatever has happened meanwhile");
        var body = await StrictJson.ReadAsync<InterventionRequest>(request, cancellationToken);
        await client.CancelAsync(id, Signed(request, body.Reason), cancellationToken);
        return TransactionEndpoints.Answer(id, await client.GetAsync(id, cancellationToken), request.HttpContext.Response);
    }

    private static async Task<IResult> SignalAsync(
        string id, string name, HttpRequest request, ITaleClient client, TransactionRegistry registry, CancellationToken cancellationToken)
    {
        RevisionHeader.RefuseExpected(request, "A signal holds for whatever has happened meanwhile");
        var body = await StrictJson.ReadAsync<SignalRequest>(request, cancellationToken);
        object? payload = null;
        if (body.Payload is { } json)
        {
            var type = await client.GetAsync(id, cancellationToken) is { } view
                ? registry.Find(view.Definition, view.Version)?.PayloadTypeOf(name)
                : null;
            // Whether there may be one is decided where the transaction is.
            payload = type is null ? StrictJson.Unread(json) : StrictJson.ReadPayload(json, type);
        }
        await client.SignalAsync(new SignalTransaction(id, name, body.Id, payload), cancellationToken);
        return TransactionEndpoints.Answer(id, await client.GetAsync(id, cancellationToken), request.HttpContext.Response);
    }

    /// <summary>One that is under way goes back, as its operator says; one that has completed is undone.</summary>
    private static async Task<IResult> CompensateAsync(
        string id, HttpRequest request, ITaleClient client, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync<InterventionRequest>(request, cancellationToken);
        var command = Command(id, OperatorAction.Compensate, request, body.Reason);
        // Asked again while it is being undone, or after that, it is the same wish.
        if (await client.GetAsync(id, cancellationToken)
            is not ({ Status: TransactionStatus.Completed } or { Failure.Cause: AbortCause.Undone }))
            return await OperateAsync(command, client, request, cancellationToken);
        RequireOperator(command.Who);
        RevisionHeader.RefuseExpected(request, "What has completed is undone whatever is known of it");
        await client.CompensateAsync(id, Signed(request, body.Reason), cancellationToken);
        return TransactionEndpoints.Answer(id, await client.GetAsync(id, cancellationToken), request.HttpContext.Response);
    }

    private static Delegate Whole(OperatorAction action) =>
        async (string id, HttpRequest request, ITaleClient client, CancellationToken cancellationToken) =>
        {
            var body = await StrictJson.ReadAsync<InterventionRequest>(request, cancellationToken);
            return await OperateAsync(Command(id, action, request, body.Reason), client, request, cancellationToken);
        };

    private static Delegate Step(OperatorAction action) =>
        async (string id, string step, HttpRequest request, ITaleClient client, CancellationToken cancellationToken) =>
        {
            var body = await StrictJson.ReadAsync<InterventionRequest>(request, cancellationToken);
            var command = Command(id, action, request, body.Reason) with { Step = PathOf(step) };
            return await OperateAsync(command, client, request, cancellationToken);
        };

    private static async Task<IResult> AssumeSucceededAsync(
        string id, string step, HttpRequest request, ITaleClient client, TransactionRegistry registry, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync<AssumeSucceededRequest>(request, cancellationToken);
        var command = Command(id, OperatorAction.AssumeSucceeded, request, body.Reason) with { Step = PathOf(step) };
        if (body.Output is { } output && await client.GetAsync(id, cancellationToken) is { } view
            && registry.Find(view.Definition, view.Version)?.OutputTypeOf(command.Step) is { } type)
            command = command with { Output = StrictJson.ReadOutput(output, type) };
        return await OperateAsync(command, client, request, cancellationToken);
    }

    private static async Task<IResult> OperateAsync(
        OperatorCommand command, ITaleClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        RequireOperator(command.Who);
        await client.OperateAsync(command, cancellationToken);
        var id = command.TransactionId;
        return TransactionEndpoints.Answer(id, await client.GetAsync(id, cancellationToken), request.HttpContext.Response);
    }

    private static void RequireOperator(string who)
    {
        if (who.Length == 0)
            throw ProblemException.BadRequest(
                "invalid-command", $"Say who decides it: send the header {OperatorHeader}, of 1 to 200 characters.");
    }

    /// <summary>A cancel and an undo are no operator's commands: who it is stands before the reason, where they say.</summary>
    private static string Signed(HttpRequest request, string reason) =>
        request.Headers[OperatorHeader].ToString() is { Length: > 0 } who ? $"{who}: {reason}" : reason;

    private static OperatorCommand Command(string id, OperatorAction action, HttpRequest request, string reason) =>
        new(id, IdempotencyHeader.Read(request) ?? Guid.CreateVersion7().ToString("N"), action, request.Headers[OperatorHeader].ToString(), reason)
        {
            ExpectedRevision = RevisionHeader.ReadExpected(request),
        };

    /// <summary>A path has slashes, which stand in an address as <c>%2F</c>, and routing leaves those as they are.</summary>
    private static string PathOf(string step) => step.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
