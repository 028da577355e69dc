using Akka.Actor;

namespace Tale.Actors.Definitions;

/// <summary>
/// A step's options as they were when it was added: options that a caller keeps, and changes later, change no definition. Every property
/// either stands in <see cref="DefinitionHash"/> or decides nothing that a log could be read by.
/// </summary>
internal sealed record StepSettings
{
    public static readonly StepSettings Default = new();

    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    public RetryPolicy CompensationRetry { get; init; } = RetryPolicy.CompensationDefault;

    /// <summary>Of one attempt of the execution. Null: the node's default; infinite: none. What it does to an attempt stands in the log.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Of one attempt of the undo, likewise.</summary>
    public TimeSpan? CompensationTimeout { get; init; }

    /// <summary>How many attempts may run at a time on one node; null: no limit of its own.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Null: the default.</summary>
    public Func<Exception, Directive>? Decider { get; init; }

    /// <summary>The undo's own; null: the default.</summary>
    public Func<Exception, Directive>? CompensationDecider { get; init; }

    /// <summary>Null, and null from it: the default.</summary>
    public Func<Exception, bool?>? IsOutcomeUnknown { get; init; }

    /// <summary>Null: as <see cref="StepNode.UnknownOutcome"/> says.</summary>
    public UnknownOutcomePolicy? UnknownOutcome { get; init; }

    /// <summary>Once the step has succeeded, the transaction only goes forward.</summary>
    public bool IsPivot { get; init; }

    /// <summary>False: the step needs no undo, whether or not its body has one.</summary>
    public bool Compensates { get; init; } = true;
}
