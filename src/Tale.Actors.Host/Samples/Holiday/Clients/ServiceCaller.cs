using System.Text.Json;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Http;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>
/// A step's call to a service over HTTP. The idempotency key goes along, and whatever comes back is one of four things:
/// <code>
/// no connection                                              not done, and worth another try     ServiceFailedException
/// an agreed refusal that passes     (ServiceRefusals)        not done, and worth another try     ServiceFailedException
/// an agreed refusal that is final   (ServiceRefusals)        not done, and never will be         AbortRetriesException
/// 200 with the receipt that was agreed on                    done                                the receipt's reference
/// anything else: another status, a redirect, HTML, a body    nobody knows: Tale tries again      OutcomeUnknownException
/// that is cut off, too large or too slow, a lost answer      under the same key, or undoes it
/// </code>
/// The last row is the default. A request that has gone out may have been done, whatever the answer looks like: a proxy's error page, a
/// 404 of the wrong server and a service that broke after its commit all look like a refusal.
/// </summary>
/// <param name="service">The service's name, for people.</param>
/// <param name="http">With the service's base address, set up by <see cref="SetLimits"/> on a <see cref="Handler"/>.</param>
internal sealed class ServiceCaller(string service, HttpClient http)
{
    /// <summary>The largest answer that is read.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>From the connection to the last byte of the answer.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(15);

    /// <summary>Follows no redirect: it would send an order to whoever the answer names, and turn some of them into a GET.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectDeadline,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),   // so that a service that has moved is found
    };

    /// <summary>The client reads the whole answer before it hands it out, and these limits hold for all of that.</summary>
    public static void SetLimits(HttpClient http)
    {
        http.Timeout = Deadline;
        http.MaxResponseContentBufferSize = MaxAnswerBytes;
    }

    /// <returns>The reference in the service's receipt.</returns>
    /// <exception cref="ServiceFailedException">Nothing was done; the call is worth another try.</exception>
    /// <exception cref="AbortRetriesException">Nothing was done, and the call would be refused again.</exception>
    /// <exception cref="OutcomeUnknownException">The call may have been done.</exception>
    public async Task<string> CallAsync(string operation, ServiceCall call, StepContext step)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(operation, UriKind.Relative));
        request.Headers.Add(IdempotencyHeader.Name, step.IdempotencyKey);
        request.Content = JsonContent.Create(call);
        using var response = await SendAsync(request, operation, step.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);   // it is here already
        return Read((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, operation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (HttpRequestException error) when (WasNotSent(error))
        {
            throw new ServiceFailedException($"The {service} service could not be reached for '{operation}': {error.Message}", error);
        }
        // A call that the runtime itself has cancelled stays a cancellation: it knows why.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutcomeUnknownException($"The answer of the {service} service to '{operation}' was lost: {error.Message}", error);
        }
    }

    private string Read(int status, string? mediaType, byte[] body, string operation)
    {
        if (status == 200 && mediaType == "application/json" && Parse<ServiceReceipt>(body)?.Reference is { Length: > 0 } reference)
            return reference;
        var problem = mediaType == "application/problem+json" ? Parse<ServiceProblem>(body) : null;
        var message = $"The {service} service answered {status} to '{operation}'{(problem?.Detail is { } detail ? $": {detail}" : ".")}";
        throw ServiceRefusals.IsFinal(status, problem?.Reason) switch
        {
            true => new AbortRetriesException(message),
            false => new ServiceFailedException(message),
            null => new OutcomeUnknownException($"{message} Whether it was done is not known: no such answer was agreed on."),
        };
    }

    private static T? Parse<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool WasNotSent(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;

    private sealed record ServiceProblem(string? Reason, string? Detail);
}
