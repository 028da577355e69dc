namespace Tale.Actors.Tests.Core.Properties;

/// <summary>How long a retry waits.</summary>
public enum Wait
{
    NoTime,
    Seconds,
    Hours,
}
