using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination;

/// <summary>
/// Turns a start into what the core decides about: its state as it would be stored, and a plan or the reason why there is none.
/// </summary>
internal sealed class StartValidator(TaleSettings settings, PlanCatalog plans, StateCodec codec)
{
    public StartRequest Prepare(StartTransaction start, string node)
    {
        if (start.State is UnsentValue unsent)
            return Refused(
                New(start, node), unsent.IsTooLarge ? RejectionReason.PayloadTooLarge : RejectionReason.StateDoesNotFit, unsent.Problem);
        var request = New(start, node);
        if (plans.Find(start.Definition, start.Version) is not { } plan)
            return Refused(request with { State = AnyState(start.State) }, RejectionReason.UnknownDefinition, UnknownDefinition(start));
        try
        {
            var state = ToPayload(start.State, plan.Source.InputType);
            request = request with { State = state };
            if (state.Data.Length > settings.MaxPayloadBytes)
                return Refused(
                    request,
                    RejectionReason.PayloadTooLarge,
                    PayloadLimit.Problem("The state", state.Data.Length, settings.MaxPayloadBytes));
        }
        catch (StateSerializationException e)
        {
            return Refused(
                request with { State = AnyState(start.State) },
                RejectionReason.StateDoesNotFit,
                $"The state does not fit the definition '{plan.Source}': {e.Message}");
        }
        if (CheckHeaders(request) is { } problem)
            return Refused(request, RejectionReason.InvalidHeaders, problem);
        return start.Deadline is { } deadline && !TransactionDeadline.IsValid(deadline)
            ? Refused(request, RejectionReason.InvalidCommand, $"In the start {TransactionDeadline.Problem(deadline)}.")
            : request with { Plan = plan, Deadline = start.Deadline };
    }

    private static StartRequest New(StartTransaction start, string node) =>
        new(start.TransactionId, start.Definition ?? "", start.Version, null, start.Headers ?? [], node);

    private static StartRequest Refused(StartRequest request, RejectionReason reason, string message) =>
        request with { Refusal = new Refusal(reason, message) };

    private Payload ToPayload(object? state, Type type)
    {
        switch (state)
        {
            case null:
                throw new StateSerializationException($"It is null; a {type.Name} is expected.");
            case Payload payload:
                // It comes from another node: what it holds has to fit before it is stored.
                codec.Decode(payload, type);
                return payload;
            default:
                return type.IsInstanceOfType(state)
                    ? codec.Encode(state, type)
                    : throw new StateSerializationException($"It is a {state.GetType().Name}; a {type.Name} is expected.");
        }
    }

    /// <summary>
    /// A state that does not fit what is registered today is stored nowhere, but it may be that of a known
    /// transaction. Null: it does not serialize.
    /// </summary>
    private Payload? AnyState(object? state)
    {
        try
        {
            return state is null ? null : state as Payload ?? codec.Encode(state, state.GetType());
        }
        catch (StateSerializationException)
        {
            return null;
        }
    }

    private string? CheckHeaders(StartRequest request)
    {
        var count = request.Headers.Count - (request.Headers.ContainsKey(ChildTransactions.ParentHeader) ? 1 : 0);
        if (count > settings.MaxHeaders)
            return $"There are {count} headers; the limit is {settings.MaxHeaders} (tale.max-headers).";
        foreach (var (name, value) in request.Headers)
        {
            if (name == ChildTransactions.ParentHeader && TransactionIds.IsValid(value))
                continue;
            if (string.IsNullOrEmpty(name))
                return "A header has no name.";
            if (value is null || name.Length > settings.MaxHeaderLength || value.Length > settings.MaxHeaderLength)
                return $"The header '{Shorten(name)}' has no value, or is longer than {settings.MaxHeaderLength} characters "
                    + "(tale.max-header-length).";
        }
        return null;
    }

    private string UnknownDefinition(StartTransaction start)
    {
        var known = plans.Registry.All;
        var version = start.Version is { } number ? $" v{number}" : "";
        return $"No transaction '{Shorten(start.Definition)}'{version} is registered here. "
            + (known.Count == 0
                ? "None is: add one with AddTransaction."
                : $"Registered: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", ..." : "")}.");
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "...";
}
