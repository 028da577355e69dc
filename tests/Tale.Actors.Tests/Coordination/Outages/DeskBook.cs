using System.Collections.Concurrent;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>What a desk was asked, and how it answers.</summary>
internal sealed class DeskBook
{
    /// <summary>Null: not at all.</summary>
    public volatile Func<ExecuteStep, StepReply>? Answer;

    public ConcurrentQueue<object> Messages { get; } = new();

    /// <summary>The transactions that it was asked for, in the order in which each was for the first time.</summary>
    public IReadOnlyList<string> Asked => [.. Messages.OfType<IStepRequest>().Select(request => request.TransactionId).Distinct()];

    public static StepReply Well(ExecuteStep request) => request.Succeeded((int)request.State! + 1);

    public static StepReply Badly(ExecuteStep request) => request.Failed("no");
}
