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

    private string CancelReason => $"The transaction '{work.TransactionId}', whose step it is, goes back";

    /// <summary>Says what there is to say as things stand; repeated until there is an end, so it says nothing that may not be said twice.</summary>
    public abstract void Ask();

    /// <summary>The attempt is to come to an end.</summary>
    /// <param name="isSaidAgain">As <see cref="AttemptCancelled.Again" />.</param>
    public abstract void Cancel(bool isSaidAgain);

    /// <returns>How the attempt ended; null: it goes on.</returns>
    public abstract Command.Answer? Answered(IWithTransactionId answer);

    /// <summary>Nothing is asked of anybody without the lease in whose term the attempt was issued.</summary>
    protected void Send(ITransactionCommand command)
    {
        if (work.Tenure.IsHeld)
            services.Transactions.Send(command, self);
    }

    /// <param name="isCancelled">It is started to be there, so that no other start can come after this one; nothing of it begins.</param>
    protected void Start(object? state, bool isCancelled)
    {
        if (!work.Tenure.IsHeld)
            return;
        services.Transactions.StartChild(
            new StartTransaction(Id, Body.Definition.Name, state!)
            {
                Version = Body.Definition.Version, Headers = work.Headers.SetItem(ChildTransactions.ParentHeader, work.TransactionId),
            },
            isCancelled ? CancelReason : null, self);
    }

    /// <param name="isSaidAgain">It is somebody's word, which is heard also where the child goes back already.</param>
    protected CancelTransaction Cancellation(bool isSaidAgain = false) =>
        new(Id, CancelReason) { IsOfParent = !isSaidAgain, WishId = CancelTransaction.NewWishId() };

    /// <summary>The id does not say so: anybody may have started a transaction under it.</summary>
    protected bool IsOwn(TransactionView view) =>
        view.Headers.GetValueOrDefault(ChildTransactions.ParentHeader) == work.TransactionId;

    /// <summary>The beginning of its log cannot be read. It is suspended itself, until that can be, and waited for.</summary>
    protected static bool SaysNothing(TransactionView view) => view.Definition.Length == 0;

    protected Command.Answer IsSomebodyElses(TransactionView view) =>
        Failed($"The id '{Id}' belongs to a transaction of '{view.Definition}' that is not this step's.", Verdict.Escalate, false);

    /// <summary>A start so refused is refused again. The other reasons are about the moment.</summary>
    protected static bool IsForGood(RejectionReason reason) => reason is RejectionReason.UnknownDefinition or RejectionReason.StateDoesNotFit
        or RejectionReason.InvalidId or RejectionReason.PayloadTooLarge or RejectionReason.InvalidHeaders or RejectionReason.InvalidCommand;

    protected Command.Answer Failed(string message, Verdict verdict, bool mayHaveTakenEffect) =>
        work.Failed(services.Judge.OfChild(message, verdict) with { MayHaveTakenEffect = mayHaveTakenEffect });

    /// <summary>There is one transaction for all attempts, and it left nothing, or never was.</summary>
    protected Command.Answer LeftNothing(string message) =>
        work.Failed(services.Judge.OfChild(message, Verdict.GiveUp) with { NoneTookEffect = true });

    /// <summary>Something of it stands, and it says itself that nothing more is undone.</summary>
    protected Command.Answer HasFailed(TransactionFailure failure) =>
        Failed($"The transaction '{Id}' ended failed: {failure.Message}", Verdict.Escalate, mayHaveTakenEffect: true);

    protected object? Read(Payload state, Type type) => services.Codec.Decode(state, type);
}
