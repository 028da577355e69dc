using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination;

/// <summary>Turns an operator's command into what the core decides about: its output as it would be stored, or why it is refused.</summary>
internal sealed class OperatorValidator(AttemptServices attempts)
{
    /// <param name="state">Null: the transaction is unknown, or cannot be folded here.</param>
    public InterventionRequest Prepare(OperatorCommand command, TransactionState? state)
    {
        var request = new InterventionRequest(
            command.CommandId, command.Action, command.Step, null, Text(command.Who), Text(command.Why), command.ExpectedRevision);
        if (Problem(command) is { } problem)
            return request with { Refusal = new Refusal(RejectionReason.InvalidCommand, problem) };
        if (command is not { Action: OperatorAction.AssumeSucceeded, Output: { } output, Step: { } path } || state?.Plan.Find(path) is not { } step)
            return request;
        try
        {
            return request with { Output = attempts.EncodeSent(output, step.Node.OutputType) };
        }
        catch (StateSerializationException e)
        {
            return request with
            {
                Refusal = new Refusal(RejectionReason.InvalidCommand, $"The output does not fit step '{path}': {e.Message}"),
            };
        }
    }

    private static string? Problem(OperatorCommand command)
    {
        if (!TransactionIds.IsValid(command.CommandId))
            return $"The command's id is not made of {TransactionIds.Form}.";
        if (!Enum.IsDefined(command.Action))
            return $"{command.Action} is no action of an operator.";
        if (command.Who.Length is 0 or > OperatorCommand.MaxWho)
            return $"Say who decides it, in 1 to {OperatorCommand.MaxWho} characters.";
        if (command.Why.Length is 0 or > OperatorCommand.MaxWhy)
            return $"Say why, in 1 to {OperatorCommand.MaxWhy} characters.";
        return null;
    }

    private static string Text(string text) => ErrorText.Bounded(text, OperatorCommand.MaxWhy);
}
