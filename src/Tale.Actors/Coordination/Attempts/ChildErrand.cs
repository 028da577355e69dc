using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>What a step wants of the transaction that plays it. Used by one actor only.</summary>
internal abstract class ChildErrand(AttemptServices services, AttemptWork work, IActorRef self)
{
    public string Id { get; } = ChildTransactions.IdOf(work.TransactionId, work.Step.Path);

    protected AttemptServices Services => services;

    protected AttemptWork Work => work;

    protected StepBody.Child Body { get; } = (StepBody.Child)work.Node.Body;

    /// <summary>Says what there is to say as things stand; repeated until there is an end, so it says nothing that may not be said twice.</summary>
    public abstract void Ask();

    /// <summary>The attempt is to come to an end.</summary>
    public abstract void Cancel();

    /// <returns>How the attempt ended; null: it goes on.</returns>
    public abstract Command.Answer? Answered(IWithTransactionId answer);

    protected void Send(ITransactionCommand command) => services.Transactions.Send(command, self);

    protected void Start(object? state) => services.Transactions.StartChild(
        new StartTransaction(Id, Body.Definition.Name, state!)
        {
            Version = Body.Definition.Version, Headers = work.Headers.SetItem(ChildTransactions.ParentHeader, work.TransactionId),
        },
        self);

    protected void SendCancel() => Send(new CancelTransaction(Id, $"The transaction '{work.TransactionId}', whose step it is, goes back"));

    protected Command.Answer Failed(string message, Verdict verdict, bool mayHaveTakenEffect) =>
        work.Failed(services.Judge.OfChild(message, verdict) with { MayHaveTakenEffect = mayHaveTakenEffect });

    /// <summary>Something of it stands, and it says itself that nothing more is undone.</summary>
    protected Command.Answer HasFailed(TransactionFailure failure) =>
        Failed($"The transaction '{Id}' ended failed: {failure.Message}", Verdict.Escalate, mayHaveTakenEffect: true);

    protected object? Read(Payload state, Type type) => services.Codec.Decode(state, type);
}
