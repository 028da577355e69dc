namespace Tale.Actors;

/// <summary>Whether requests are sent to a participant.</summary>
public enum CircuitState
{
    /// <summary>They are.</summary>
    Closed = 0,

    /// <summary>They are not: too many in a row had no answer.</summary>
    Open = 1,

    /// <summary>One is: the participant is being tried.</summary>
    HalfOpen = 2,
}
