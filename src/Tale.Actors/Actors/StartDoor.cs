using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Actors;

/// <summary>A start that passed the door: its definition and its state as it will be stored.</summary>
internal sealed record CheckedStart(RegisteredTransaction Transaction, Payload State);

/// <summary>Checks a start before anything is stored.</summary>
internal static class StartDoor
{
    /// <returns>Null when the start is in order; then <paramref name="start"/> is set.</returns>
    public static TransactionRejected? Check(TaleRuntime tale, StartTransaction message, out CheckedStart? start)
    {
        start = null;
        if (!TransactionIds.IsValid(message.TransactionId))
            return Refuse(message, RejectionReason.InvalidId, TransactionIds.Problem(message.TransactionId));
        if (CheckHeaders(tale, message) is { } headers)
            return Refuse(message, RejectionReason.InvalidHeaders, headers);
        if (message.State is UnsentValue unsent)
            return Refuse(message, unsent.IsTooLarge ? RejectionReason.PayloadTooLarge : RejectionReason.StateDoesNotFit, unsent.Problem);
        if (tale.Registry.Get(message.Definition, message.Version) is not { } transaction)
            return Refuse(message, RejectionReason.UnknownDefinition, UnknownDefinition(tale, message));
        try
        {
            var state = ToPayload(tale, message.State, transaction.Definition.InputType);
            if (state.Data.Length > tale.Settings.MaxPayloadBytes)
            {
                return Refuse(
                    message, RejectionReason.PayloadTooLarge,
                    $"The state has {state.Data.Length} bytes; the limit is {tale.Settings.MaxPayloadBytes} (tale.max-payload-bytes). Store what is large elsewhere and pass a reference.");
            }
            start = new CheckedStart(transaction, state);
            return null;
        }
        catch (StateSerializationException e)
        {
            return Refuse(message, RejectionReason.StateDoesNotFit, $"The state does not fit the definition '{transaction.Definition}': {e.Message}");
        }
    }

    private static Payload ToPayload(TaleRuntime tale, object? state, Type type)
    {
        if (state is null)
            throw new StateSerializationException($"It is null; a {type.Name} is expected.");
        if (state is Payload payload)
        {
            // It comes from another node: what it holds has to fit before it is stored.
            tale.Codec.Decode(payload, type);
            return payload;
        }
        return type.IsInstanceOfType(state)
            ? tale.Codec.Encode(state, type)
            : throw new StateSerializationException($"It is a {state.GetType().Name}; a {type.Name} is expected.");
    }

    private static string? CheckHeaders(TaleRuntime tale, StartTransaction message)
    {
        var settings = tale.Settings;
        if (message.Headers.Count > settings.MaxHeaders)
            return $"There are {message.Headers.Count} headers; the limit is {settings.MaxHeaders} (tale.max-headers).";
        foreach (var (name, value) in message.Headers)
        {
            if (string.IsNullOrEmpty(name))
                return "A header has no name.";
            if (value is null || name.Length > settings.MaxHeaderLength || value.Length > settings.MaxHeaderLength)
                return $"The header '{Shorten(name)}' has no value, or is longer than {settings.MaxHeaderLength} characters (tale.max-header-length).";
        }
        return null;
    }

    private static string UnknownDefinition(TaleRuntime tale, StartTransaction message)
    {
        var known = tale.Registry.All;
        var version = message.Version is { } number ? $" v{number}" : "";
        return $"No transaction '{Shorten(message.Definition)}'{version} is registered here. "
            + (known.Count == 0 ? "None is: add one with AddTransaction." : $"Registered: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", ..." : "")}.");
    }

    private static TransactionRejected Refuse(StartTransaction message, RejectionReason reason, string text) => new(message.TransactionId, reason, text);

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "...";
}
