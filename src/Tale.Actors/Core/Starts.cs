using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What becomes of a start: a new transaction, the known one, a conflict, or a refusal.</summary>
internal static class Starts
{
    /// <summary>The id is new: whether the start fits decides.</summary>
    public static Decision New(StartRequest request, DateTimeOffset now)
    {
        if (request.Refusal is { } refusal)
            return Decision.Answered(null, new Reply.Rejected(refusal));
        var plan = request.Plan!;
        var started = new Event.TransactionStarted(
            now, request.TransactionId, plan.Definition, plan.Version, plan.Hash, request.State!, request.Headers)
        {
            Node = request.Node, Format = Event.CurrentFormat, Deadline = now + (request.Deadline ?? plan.Source.Settings.Deadline),
        };
        return new Decision(
            [started], Evolve.Start(plan, started), new Reply.Accepted(plan.Definition, plan.Version, TransactionStatus.Running));
    }

    /// <summary>
    /// The id is known. The same content is the same transaction, whatever is registered or fits today; anything else is a conflict.
    /// </summary>
    public static Reply Repeated(LogSummary known, StartRequest request)
    {
        var start = known.Started;
        List<string> differences = [];
        if (request.Definition != start.Definition)
            differences.Add("definition");
        if (request.Version is { } version && version != start.Version)
            differences.Add("version");
        // What has not arrived cannot be compared: the reason is told, not that it was another one.
        if (request is { State: null, Refusal: { } refusal } && differences.Count == 0)
            return new Reply.Rejected(refusal);
        if (request.State is null || !CanonicalState.AreEqual(request.State, start.State))
            differences.Add("state");
        // Whose step it is decides who undoes it: nobody is given another's for a child of theirs.
        if (ParentOf(request.Headers) != ParentOf(start.Headers))
            differences.Add("parent");
        return differences.Count == 0
            ? new Reply.Accepted(start.Definition, start.Version, known.Status)
            : new Reply.Rejected(new Refusal(
                RejectionReason.Conflict,
                $"The id '{known.Id}' belongs to a transaction of '{start.Definition}' v{start.Version} that was "
                + $"started with another {string.Join(" and another ", differences)}. Choose another id."));
    }

    private static string? ParentOf(ImmutableDictionary<string, string> headers) =>
        headers.GetValueOrDefault(ChildTransactions.ParentHeader);
}
