using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Tale.Actors.Host.Http;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Turns every error into problem+json. An error that nobody foresaw is logged; its text does not leave the node.</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return true;   // nobody is left to read an answer
        var problem = Translate(exception, context.Request);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        await ProblemAnswer.WriteAsync(context, problem);
        return true;
    }

    private static ProblemException Translate(Exception exception, HttpRequest request) => exception switch
    {
        ProblemException problem => problem,
        TransactionRejectedException rejected => Translate(rejected.Reason, rejected.Message),
        OperationRejectedException rejected => Translate(rejected.Reason, rejected.Message),
        BadHttpRequestException bad => BareStatus.Problem(bad.StatusCode, request),
        TimeoutException => NoAnswer(),
        _ => BareStatus.Problem(StatusCodes.Status500InternalServerError, request),
    };

    private static ProblemException NoAnswer() => new(
        StatusCodes.Status503ServiceUnavailable, "no-answer", "There was no answer in time. Ask again with the same id.")
    {
        RetryAfter = RetryAfter,
    };

    private static ProblemException Translate(RejectionReason reason, string message) => new(
        StatusOf(reason), JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()), message)
    {
        RetryAfter = IsPassing(reason) ? RetryAfter : null,
    };

    private static bool IsPassing(RejectionReason reason) =>
        reason is RejectionReason.Overloaded or RejectionReason.Stopping or RejectionReason.JournalUnavailable or RejectionReason.NotOwner;

    private static int StatusOf(RejectionReason reason) => reason switch
    {
        RejectionReason.UnknownDefinition => StatusCodes.Status404NotFound,
        RejectionReason.StateDoesNotFit or RejectionReason.InvalidId or RejectionReason.InvalidHeaders or RejectionReason.InvalidCommand =>
            StatusCodes.Status400BadRequest,
        RejectionReason.PayloadTooLarge => StatusCodes.Status413PayloadTooLarge,
        RejectionReason.Conflict or RejectionReason.NotAllowed => StatusCodes.Status409Conflict,
        RejectionReason.RevisionChanged => StatusCodes.Status412PreconditionFailed,
        RejectionReason.Overloaded => StatusCodes.Status429TooManyRequests,
        RejectionReason.Stopping or RejectionReason.JournalUnavailable or RejectionReason.NotOwner =>
            StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
