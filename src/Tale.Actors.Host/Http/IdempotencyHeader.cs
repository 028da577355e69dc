namespace Tale.Actors.Host.Http;

/// <summary>The header that makes a repeated request the same request, on this API and between a step and a sample service.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";
}
