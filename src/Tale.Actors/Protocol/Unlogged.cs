namespace Tale.Actors.Protocol;

/// <summary>
/// How messages show what may be a secret. Akka writes messages that it cannot deliver to its log, as text; a state and the message of an error
/// must not stand in it.
/// </summary>
internal static class Unlogged
{
    public static string Of(object? value) => value switch
    {
        null => "nothing",
        Payload payload => payload.ToString(),
        _ => value.GetType().Name,
    };
}
