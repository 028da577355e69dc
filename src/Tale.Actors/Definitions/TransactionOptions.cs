namespace Tale.Actors.Definitions;

/// <summary>Options of a transaction as a whole. Read once, when the definition begins; later changes have no effect on it.</summary>
public sealed class TransactionOptions
{
    internal TransactionSettings Settings { get; private set; } = TransactionSettings.Default;

    /// <summary>
    /// Sets what happens when a compensation has failed for good. Default: <see cref="CompensationFailurePolicy.Suspend"/>. The policy is
    /// part of <see cref="TransactionDefinition.Hash"/>.
    /// </summary>
    /// <param name="policy">The policy.</param>
    public TransactionOptions OnCompensationFailure(CompensationFailurePolicy policy)
    {
        Settings = Settings with { CompensationFailurePolicy = policy };
        return this;
    }

    /// <summary>
    /// Limits how long a transaction may take from its start to the success of its last step. When the time is over it goes back, as if it had
    /// been cancelled: nothing new starts, running attempts are told and waited for, and what took effect is undone. It does not count while
    /// an operator is needed, nor for undos; it counts again once the operator has decided, so a transaction whose time is over by then goes
    /// back at once. Default: no limit. A start may set its own, and a change holds for new transactions only.
    /// </summary>
    /// <param name="deadline">Above zero, at most ten years.</param>
    public TransactionOptions Deadline(TimeSpan deadline)
    {
        Settings = Settings with { Deadline = deadline };
        return this;
    }

    /// <summary>
    /// Says that states of this type are stored by an Akka serializer of your own, bound to the type in
    /// <c>akka.actor.serialization-bindings</c>, and not as JSON. <c>Build()</c> then does not check that the type's JSON reads back what
    /// it writes; at start the binding must be there.
    /// </summary>
    /// <typeparam name="T">The type of a state: a step's input or output, not of a member within.</typeparam>
    public TransactionOptions StoredByAkkaSerializer<T>()
    {
        Settings = Settings with { StoredByAkkaSerializer = Settings.StoredByAkkaSerializer.Add(typeof(T)) };
        return this;
    }
}
