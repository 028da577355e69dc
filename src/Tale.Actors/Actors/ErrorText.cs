using System.Text;
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
        new(type, Clean(message.Length <= maxLength ? message : message[..maxLength] + "..."), verdict, Random.Shared.NextDouble());

    /// <summary>Databases refuse NUL and halves of characters, and a step whose error cannot be stored would be repeated for ever.</summary>
    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
