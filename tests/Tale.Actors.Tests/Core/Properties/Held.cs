using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>One attempt in the hands of an incarnation.</summary>
internal sealed class Held(string path, AttemptKey attempt)
{
    public string Path => path;

    public AttemptKey Attempt => attempt;

    public bool IsUndo => attempt.Direction == Direction.Compensate;

    public bool IsRunning { get; set; }

    public bool IsGivenUp { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>It was in the hands of the incarnation before, or an operator asked for it.</summary>
    public bool IsRepetition { get; init; }
}
