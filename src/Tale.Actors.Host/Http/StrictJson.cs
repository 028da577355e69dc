using System.Text.Json;
using System.Text.Json.Serialization;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Http;

/// <summary>
/// Reads JSON that comes from outside: unknown, missing, repeated and null members are refused by name instead of guessed at.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    // As the runtime stores states, only strict.
    private static readonly JsonSerializerOptions StateOptions = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IncludeFields = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Reads the request's body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the reading, beside the end of the connection.</param>
    /// <exception cref="ProblemException">The body is no JSON, or does not fit the type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken = default)
    {
        if (!request.HasJsonContentType())
            throw NotJson();
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, Options)
                ?? throw ProblemException.BadRequest("bad-json", "The body is null.", "$");
        }
        catch (JsonException error)
        {
            throw Refusal("bad-json", "The body", error, "$");
        }
    }

    /// <summary>Reads the state in a start's body.</summary>
    /// <exception cref="ProblemException">The state does not fit the type.</exception>
    public static object ReadState(JsonElement state, Type type) => ReadState(state, type, "state-does-not-fit", "The state", "$.state");

    /// <summary>Reads a step's output in an operator's body.</summary>
    /// <exception cref="ProblemException">The output does not fit the type.</exception>
    public static object ReadOutput(JsonElement output, Type type) =>
        ReadState(output, type, "output-does-not-fit", "The output", "$.output");

    /// <summary>Reads a signal's payload.</summary>
    /// <exception cref="ProblemException">The payload does not fit the type.</exception>
    public static object ReadPayload(JsonElement payload, Type type) =>
        ReadState(payload, type, "payload-does-not-fit", "The payload", "$.payload");

    /// <summary>What has no type here, as it came: whoever has the type judges it.</summary>
    public static Payload Unread(JsonElement value) => new("", JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>The problem that answers a body of another kind.</summary>
    public static ProblemException NotJson() => new(
        StatusCodes.Status415UnsupportedMediaType, "not-json", "Send the body as JSON, with the header Content-Type: application/json.");

    private static object ReadState(JsonElement state, Type type, string reason, string what, string path)
    {
        try
        {
            return state.Deserialize(type, StateOptions) ?? throw ProblemException.BadRequest(reason, $"{what} is null.", path);
        }
        catch (JsonException error)
        {
            throw Refusal(reason, what, error, path);
        }
    }

    private static ProblemException Refusal(string reason, string what, JsonException error, string path)
    {
        var place = error.Path is { Length: > 1 } inner ? path + inner[1..] : path;
        return ProblemException.BadRequest(reason, $"{what} does not fit at {place}: {JsonTrouble.Describe(error)}.", place);
    }
}
