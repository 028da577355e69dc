namespace Tale.Actors.Tests.Sweeps;

/// <summary>Which way a transaction of the sweeps goes. On every road some attempts fail once, and are made again.</summary>
internal enum Road
{
    /// <summary>Every step succeeds in the end.</summary>
    Forward,

    /// <summary>The last step fails for good, and everything is undone; some undos only at the second attempt.</summary>
    Backward,

    /// <summary>
    /// As <see cref="Backward"/>, and the last step cannot be undone from its input: if nobody knows whether it took effect, an operator
    /// is needed.
    /// </summary>
    BackwardTyped,

    /// <summary>A step in the inner block fails for good while its neighbours are at work, or wait for their second attempt.</summary>
    Midway,
}
