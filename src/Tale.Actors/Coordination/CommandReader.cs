using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>Turns what a coordinator receives into commands of the core, with the one who is to be answered.</summary>
internal sealed class CommandReader(StartValidator validator, OperatorValidator operators, SignalValidator signals, string node)
{
    /// <summary>Of a reason for people no more is kept.</summary>
    private const int MaxReason = 2000;

    /// <param name="state">The transaction's, as far as it is known; an operator's output and a signal's payload have to fit it.</param>
    /// <returns>Null: the message is no command of the core.</returns>
    public (Command Command, Caller Caller)? Read(object message, IActorRef sender, TransactionState? state) => message switch
    {
        OperatorCommand x => (new Command.Operate(operators.Prepare(x, state)), new Caller(sender, x, false)),
        SignalTransaction x => (new Command.Signal(signals.Prepare(x, state)), new Caller(sender, x, false)),
        CancelTransaction { IsOfParent: false, WishId: null } x => Read(x with { WishId = CancelTransaction.NewWishId() }, sender, state),
        CancelTransaction x => (
            new Command.Cancel(ErrorText.Bounded(x.Reason, MaxReason), x.IsOfParent, x.IsOfParent ? null : x.WishId), new Caller(sender, x, false)),
        CompensateTransaction x => (new Command.Undo(ErrorText.Bounded(x.Reason, MaxReason), node), new Caller(sender, x, false)),
        StartEnvelope x => (new Command.Start(x.Request with { Node = node }), new Caller(sender, x, x.Start.NotifyOutcome)),
        StartChild x => (
            new Command.Start((x.Request ?? validator.Prepare(x.Start, node)) with { Node = node, CancelReason = x.CancelReason }),
            new Caller(sender, x, x.Start.NotifyOutcome)),
        StartTransaction x => (new Command.Start(validator.Prepare(x, node)), new Caller(sender, x, x.NotifyOutcome)),
        ITransactionCommand x when Command.Of(x) is { } command => (command, new Caller(sender, x, false)),
        Command x => (x, default),
        _ => null,
    };
}
