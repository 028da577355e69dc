namespace Tale.Actors.Core;

/// <summary>Why a transaction goes back. There is one cause, the first.</summary>
internal enum AbortCause
{
    /// <summary>A step failed for good, or nobody knows whether it took effect.</summary>
    StepFailed = 1,
}
