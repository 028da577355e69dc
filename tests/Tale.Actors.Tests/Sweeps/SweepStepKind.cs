namespace Tale.Actors.Tests.Sweeps;

/// <summary>What a step of the sweeps is made of.</summary>
internal enum SweepStepKind
{
    /// <summary>Code, or a participant.</summary>
    Called,

    Join,

    /// <summary>Lists the items of a block.</summary>
    List,

    /// <summary>A transaction of its own.</summary>
    Child,

    /// <summary>A wait for a signal. What it makes of the signal is not noted.</summary>
    Signal,

    Delay,
}
