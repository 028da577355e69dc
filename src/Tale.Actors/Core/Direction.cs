namespace Tale.Actors.Core;

/// <summary>What an attempt does to its step.</summary>
internal enum Direction
{
    Execute = 1,
    Compensate = 2,
}
