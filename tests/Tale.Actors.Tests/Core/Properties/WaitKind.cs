namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What a step waits for before anything is made of it.</summary>
public enum WaitKind
{
    Nothing,
    Signal,
    SignalOrGoOn,
    SignalOrOperator,

    /// <summary>Without an end.</summary>
    SignalForEver,

    Time,
}
