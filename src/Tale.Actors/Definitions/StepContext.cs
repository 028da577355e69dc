using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tale.Actors.Protocol;

namespace Tale.Actors.Definitions;

/// <summary>Which transaction, step and attempt a step's code runs for. Tale makes it; a test of a step may make its own.</summary>
public sealed class StepContext
{
    /// <summary>The transaction's id.</summary>
    public required string TransactionId { get; init; }

    /// <summary>The definition's name.</summary>
    public required string Definition { get; init; }

    /// <summary>The definition's version.</summary>
    public required int Version { get; init; }

    /// <summary>The step's path, for example <c>book-hotel</c> or <c>trip/1/book-hotel</c>.</summary>
    public required string Step { get; init; }

    /// <summary>
    /// <c>{transactionId}/{step}/execute</c> or <c>/compensate</c>: the same for every attempt of this step in this direction, whatever
    /// crashes, nodes or retries lie between, and never shared with another. Give it to the service that is called.
    /// </summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>
    /// <c>{transactionId}/{step}/execute</c> in both directions. A compensation gives it to a service that undoes by the key of what it did;
    /// in an execution it is the <see cref="IdempotencyKey"/>.
    /// </summary>
    public string ExecuteKey => StepKeys.Execute(TransactionId, Step);

    /// <summary>The attempt in this direction, counted from 1. A repetition after a crash keeps its number.</summary>
    public required int Attempt { get; init; }

    /// <summary>In a compensation: whether the step is known to have taken effect.</summary>
    public StepOutcome Outcome { get; init; } = StepOutcome.Succeeded;

    /// <summary>The headers that were given at the start.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Cancelled when the attempt has taken longer than its timeout, when an execution is not wanted any more because the transaction goes back
    /// (a cancel, a deadline, an operator, a sibling that failed in a fail-fast block), when the coordinator stops while the attempt is under way (a
    /// write failed, another owner has written to the log), and when the node stops and <c>tale.steps.stop-grace</c> has passed. In the last
    /// case a success that comes within half a second is stored; an error is not taken for one of the step. An attempt of the last two kinds
    /// that is not stored is repeated, under the same idempotency key.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// The services of this attempt: a scope of its own, the one that a step's class is made from, disposed of when the attempt has ended.
    /// Steps that are functions, or instances that the caller made, find their services here. Setting null means that there are none.
    /// </summary>
    /// <exception cref="InvalidOperationException">Tale runs without services.</exception>
    [AllowNull]
    public IServiceProvider Services
    {
        get => field ?? throw new InvalidOperationException(
            $"The step '{Step}' asks for services, but Tale runs without any. Set it up with AddAkka(...) and WithTale(...), "
            + "or give a service provider to TaleExtension.Start.");
        init;
    }
}
