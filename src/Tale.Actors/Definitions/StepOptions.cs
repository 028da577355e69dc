using Akka.Actor;

namespace Tale.Actors.Definitions;

/// <summary>
/// Options of a step, besides its code. Every method returns the same object, so that calls chain. Read once, when the step is added; later
/// changes have no effect on it.
/// </summary>
public sealed class StepOptions
{
    internal string? Name { get; private set; }

    internal StepSettings Settings { get; private set; } = StepSettings.Default;

    /// <summary>Gives the step a name. Default: the class's name in kebab case, <c>BookHotel</c> becoming <c>book-hotel</c>.</summary>
    /// <param name="name">Letters, digits, '.', '_' and '-', at most 100; unique among its siblings.</param>
    public StepOptions Named(string name)
    {
        Name = name;
        return this;
    }

    /// <summary>Retries at once, without a delay. Default: no retries.</summary>
    /// <param name="times">Retries after the first attempt: <c>2</c> means three attempts.</param>
    public StepOptions Retry(int times) => Retry(RetryPolicy.Immediate(times));

    /// <summary>Retries under a policy. Default: no retries.</summary>
    /// <param name="policy">The policy.</param>
    public StepOptions Retry(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return With(Settings with { Retry = policy });
    }

    /// <summary>Retries the compensation under a policy. Default: <see cref="RetryPolicy.CompensationDefault"/>.</summary>
    /// <param name="policy">The policy.</param>
    public StepOptions RetryCompensation(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return With(Settings with { CompensationRetry = policy });
    }

    /// <summary>
    /// Limits how long one attempt of the execution may take, from when it begins. Then its <see cref="StepContext.CancellationToken"/> is
    /// cancelled (a participant gets a <see cref="Protocol.CancelStep"/>), and it has <c>tale.steps.timeout-grace</c> to come to an end,
    /// whose result counts. After that it is abandoned: it counts as failed with a <see cref="TimeoutException"/>, so nobody knows whether it
    /// took effect; it is retried under the retry policy, and what comes of it later is ignored. Its code may still be running then, also
    /// beside the next attempt or the undo, under the same idempotency key. Default: <c>tale.steps.default-timeout</c>. May change without a
    /// new version of the definition.
    /// </summary>
    /// <param name="perAttempt">
    /// Above zero and at most 3,650 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit, whatever the node's default.
    /// </param>
    public StepOptions Timeout(TimeSpan perAttempt) => With(Settings with { Timeout = perAttempt });

    /// <summary>
    /// Limits how long one attempt of the undo may take, as <see cref="Timeout"/> does for the execution. Default:
    /// <c>tale.steps.default-timeout</c>.
    /// </summary>
    /// <param name="perAttempt">
    /// Above zero and at most 3,650 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit, whatever the node's default.
    /// </param>
    public StepOptions TimeoutCompensation(TimeSpan perAttempt) => With(Settings with { CompensationTimeout = perAttempt });

    /// <summary>
    /// Limits how many attempts of this step, to execute or to undo it, run at a time on one node, over all transactions of this version of the
    /// definition. The others wait, in order, without holding one of the node's <c>tale.steps.max-concurrent</c>: a slow service does not take
    /// them all. Time in which an attempt waits does not count for its timeout. Default: no limit but the node's. May change without a new
    /// version of the definition.
    /// </summary>
    /// <param name="perNode">1 or more.</param>
    public StepOptions MaxConcurrent(int perNode) => With(Settings with { MaxConcurrent = perNode });

    /// <summary>
    /// Decides about an error of this step's execution, in Akka's own terms: <see cref="Directive.Restart"/> tries again while the retry
    /// policy has attempts left, <see cref="Directive.Stop"/> gives up and compensates, <see cref="Directive.Resume"/> carries on with the
    /// input as the output (only where both have the same type; elsewhere it gives up), <see cref="Directive.Escalate"/> suspends the
    /// transaction for an operator. Default: <see cref="Directive.Restart"/>. It is not asked about an <see cref="AbortRetriesException"/>
    /// anywhere in the chain of inner exceptions, which gives up, nor about a step that cannot be made or whose state cannot be read, which
    /// suspends, nor about an attempt that ended because it was told to. It says nothing about the undo; see <see cref="DecideCompensation"/>.
    /// </summary>
    /// <param name="decider">Pure and quick; it runs inside the coordinator. If it throws, the step gives up.</param>
    public StepOptions Decide(Func<Exception, Directive> decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        return With(Settings with { Decider = decider });
    }

    /// <summary>
    /// Decides about an error of this step's undo, in Akka's own terms: <see cref="Directive.Restart"/> tries again while the
    /// compensation's retry policy has attempts left, <see cref="Directive.Stop"/> counts the undo as failed for good, <see
    /// cref="Directive.Resume"/> counts the step as undone, <see cref="Directive.Escalate"/> suspends the transaction for an operator at
    /// once. Default: <see cref="Directive.Restart"/>. It is not asked about an <see cref="AbortRetriesException"/> anywhere in the chain of
    /// inner exceptions, which counts as failed for good, nor about an undo that cannot be made or whose state cannot be read. The execution's
    /// decider, <see cref="Decide"/>, says nothing about the undo.
    /// </summary>
    /// <param name="decider">Pure and quick; it runs inside the coordinator. If it throws, the undo has failed for good.</param>
    public StepOptions DecideCompensation(Func<Exception, Directive> decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        return With(Settings with { CompensationDecider = decider });
    }

    /// <summary>
    /// Widens or narrows which errors mean that the execution may have taken effect, so that it is undone if no attempt succeeds. Default:
    /// an <see cref="OutcomeUnknownException"/>, a cancellation, a <see cref="TimeoutException"/>, a lost HTTP answer or a connection that
    /// broke, of a socket or of a database's driver, anywhere in the chain of inner exceptions; any other error says that its attempt took no
    /// effect, also one of a library that hides which of these it was. An HTTP answer counts as lost unless its status is 4xx and not 408; a
    /// connection that was never made took no effect.
    /// </summary>
    /// <param name="isUnknown">
    /// Pure and quick; it runs inside the coordinator and gets the exception that the step threw. True: it may have taken effect. False: it
    /// did not. Null: the default decides, as it does when this throws.
    /// </param>
    public StepOptions OutcomeUnknownIf(Func<Exception, bool?> isUnknown)
    {
        ArgumentNullException.ThrowIfNull(isUnknown);
        return With(Settings with { IsOutcomeUnknown = isUnknown });
    }

    /// <summary>
    /// Says what becomes of the step when no attempt succeeded, and one may have taken effect; see <see cref="OutcomeUnknownIf"/> for when
    /// that is. It counts once no attempt is left. Default: <see cref="UnknownOutcomePolicy.Compensate"/>, and for a pivot without an undo
    /// <see cref="UnknownOutcomePolicy.Suspend"/>. A step that took effect and left an output which cannot be stored is undone, or suspended
    /// for an operator, but never assumed to have failed.
    /// </summary>
    /// <param name="policy">The policy.</param>
    public StepOptions OnUnknownOutcome(UnknownOutcomePolicy policy) => With(Settings with { UnknownOutcome = policy });

    /// <summary>
    /// Makes the step the transaction's point of no return. Before it has succeeded everything is as ever: a failure, its own included,
    /// compensates what went before. Once it has succeeded the transaction only goes forward: nothing is undone, cancels are refused, the
    /// deadline counts no more, and a later step that fails for good, or of which nobody knows whether it took effect, suspends the
    /// transaction for an operator. A cancel or a deadline that comes while the pivot runs is overruled if it succeeds. Only a step of the
    /// outermost sequence can be the pivot, only one, and whatever follows it has to have retries (a transaction that is a step: its own steps).
    /// </summary>
    public StepOptions Pivot() => With(Settings with { IsPivot = true });

    /// <summary>Says that the step needs no undo; it is passed over when its transaction is compensated.</summary>
    public StepOptions WithoutCompensation() => With(Settings with { Compensates = false });

    private StepOptions With(StepSettings settings)
    {
        Settings = settings;
        return this;
    }
}
