using System.Net;
using System.Net.Http.Json;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Http;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>
/// Calls a sample service: the idempotency key goes along, and an answer that is no success becomes an error that people understand.
/// </summary>
internal sealed class ServiceCaller(string service, HttpClient http)
{
    public async Task<string> CallAsync(string operation, ServiceCall call, StepContext step)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(operation, UriKind.Relative));
        request.Headers.Add(IdempotencyHeader.Name, step.IdempotencyKey);
        request.Content = JsonContent.Create(call);
        using var response = await SendAsync(request, operation, step.CancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await RefusalAsync(response, operation, step.CancellationToken);
        var receipt = await response.Content.ReadFromJsonAsync<ServiceReceipt>(step.CancellationToken);
        return receipt?.Reference
            ?? throw new OutcomeUnknownException($"The {service} service answered '{operation}' without a reference.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException unreachable) when (WasNotSent(unreachable))
        {
            throw new ServiceFailedException(
                $"The {service} service could not be reached for '{operation}': {unreachable.Message}", unreachable);
        }
        catch (HttpRequestException lost)
        {
            // The request went out; whether it arrived and was done, only the service knows.
            throw new OutcomeUnknownException($"The answer of the {service} service to '{operation}' was lost: {lost.Message}", lost);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, string operation, CancellationToken cancellationToken)
    {
        var detail = await ReadDetailAsync(response, cancellationToken);
        var message = $"The {service} service answered {(int)response.StatusCode} to '{operation}'{(detail is null ? "." : $": {detail}")}";
        return IsPermanent(response.StatusCode) ? new AbortRetriesException(message) : new ServiceFailedException(message);
    }

    private static async Task<string?> ReadDetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        var problem = await response.Content.ReadFromJsonAsync<ServiceProblem>(cancellationToken);
        return problem?.Detail;
    }

    private static bool WasNotSent(HttpRequestException error) =>
        error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    // A request that was refused as such is refused again: only "try later" answers are worth a retry.
    private static bool IsPermanent(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private sealed record ServiceProblem(string? Detail);
}
