using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>One call of a step's code, or one request to the participant, as the one who was called saw it.</summary>
internal sealed class SweepCall
{
    public required string Node { get; init; }

    public required string Id { get; init; }

    public required AttemptRef Attempt { get; init; }

    public required string Key { get; init; }

    public required object? State { get; init; }

    public required StepOutcome Outcome { get; init; }

    /// <summary>How many events the log held when it began.</summary>
    public required int LogLength { get; init; }

    /// <summary>The node's time when it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its place among everything that happened.</summary>
    public required long Begin { get; init; }

    /// <summary>The end's place; never, while it runs.</summary>
    public long End { get; set; } = long.MaxValue;

    public bool Succeeded { get; set; }

    public bool IsUndo => Attempt.Direction == Direction.Compensate;

    public override string ToString() =>
        $"{Node}: {Attempt.Step} {Attempt.Direction} #{Attempt.Number} of {State} after event {LogLength} "
        + $"[{Begin}..{(End == long.MaxValue ? "" : End)}]{(Succeeded ? "" : " failed")}";
}
