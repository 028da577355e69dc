using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Actors;

/// <summary>One attempt of one step in one direction, as it is handed to a step actor.</summary>
internal sealed record StepWork(PlanStep Step, StepNode Node, TransactionState State, bool IsCompensation, int Attempt)
    : INoSerializationVerificationNeeded
{
    public long Epoch { get; } = State.Epoch;

    /// <summary>Set only where something can cancel the attempt.</summary>
    public CancellationTokenSource? Cancellation { get; init; }

    public string IdempotencyKey => $"{State.TransactionId}/{Step.Path}/{(IsCompensation ? "compensate" : "execute")}";

    public StepState StepState => State[Step];

    public StepOutcome Outcome => StepState.OutcomeUnknown ? StepOutcome.Unknown : StepOutcome.Succeeded;

    /// <summary>The type of what the undo gets.</summary>
    public Type CompensationType => StepState.OutcomeUnknown ? Node.InputType : Node.OutputType;

    public StepContext Context() => new()
    {
        TransactionId = State.TransactionId,
        Definition = State.Plan.Definition,
        Version = State.Plan.Version,
        Step = Step.Path,
        IdempotencyKey = IdempotencyKey,
        Attempt = Attempt,
        Outcome = Outcome,
        Headers = State.Headers,
        CancellationToken = Cancellation?.Token ?? CancellationToken.None,
    };

    public Command Done(Payload? output) => IsCompensation
        ? new Command.Compensated(Step.Index, Epoch, Attempt)
        : new Command.Executed(Step.Index, Epoch, Attempt, output);

    public Command Failed(AttemptError error) => IsCompensation
        ? new Command.CompensateFailed(Step.Index, Epoch, Attempt, error)
        : new Command.ExecuteFailed(Step.Index, Epoch, Attempt, error);
}
