using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Actors;

/// <summary>Errors as bounded data.</summary>
internal static class ErrorText
{
    public static AttemptError Of(Exception error, Verdict verdict, int maxLength)
    {
        var message = error is AbortRetriesException { InnerException: { } inner } ? $"{error.Message} ({inner.GetType().Name}: {inner.Message})" : error.Message;
        return Of(error.GetType().Name, message, verdict, maxLength) with { MayHaveTakenEffect = error is OutcomeUnknownException };
    }

    public static AttemptError Of(string type, string message, Verdict verdict, int maxLength) =>
        new(type, message.Length <= maxLength ? message : message[..maxLength] + "...", verdict, Random.Shared.NextDouble());
}
