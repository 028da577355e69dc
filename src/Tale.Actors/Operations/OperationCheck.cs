using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>What is wrong with a request, whatever transactions there are.</summary>
internal static class OperationCheck
{
    private const int MaxText = 500;

    /// <summary>Null: nothing is wrong.</summary>
    public static string? Problem(OperationRequest request) =>
        !Enum.IsDefined(request.Action) ? $"{request.Action} is no action of an operation."
        : WhoProblem(request.Who)
            ?? TextProblem("Why", request.Why, OperatorCommand.MaxWhy)
            ?? StepProblem(request)
            ?? (request.Filter is null ? "There is no filter." : FilterProblem(request.Filter));

    /// <summary>Null: nothing is wrong.</summary>
    public static string? WhoProblem(string? who) => TextProblem("Who", who, OperatorCommand.MaxWho);

    /// <summary>The event that a request becomes: what is asked for in one form.</summary>
    public static OperationEvent.Opened Opened(OperationRequest request, DateTimeOffset at) => new(
        at, request.OperationId!, request.Action, request.Step,
        request.Filter with
        {
            Statuses = request.Filter.Statuses.Distinct().Order().ToImmutableArray(),
            StartedFrom = request.Filter.StartedFrom?.ToUniversalTime(),
            StartedBefore = request.Filter.StartedBefore?.ToUniversalTime(),
        },
        request.Who, request.Why);

    private static string? StepProblem(OperationRequest request)
    {
        var isNeeded = request.Action is BulkAction.SkipStep or BulkAction.AssumeSucceeded or BulkAction.AssumeFailed or BulkAction.Abandon;
        return request.Step switch
        {
            null => isNeeded ? $"{request.Action} is about one step: name it." : null,
            _ when !isNeeded && request.Action != BulkAction.RetryNow => $"{request.Action} is about the whole transaction: name no step.",
            var step => TextProblem("The step", step, MaxText),
        };
    }

    private static string? FilterProblem(OperationFilter filter)
    {
        if (filter.Statuses is null || filter.Statuses.Any(status => !Enum.IsDefined(status)))
            return "The filter names a status that there is not.";
        if (filter.StartedFrom >= filter.StartedBefore)
            return $"The filter matches nothing: {filter.StartedFrom:u} (started from) is not before {filter.StartedBefore:u} (started before).";
        var hasCondition = filter != new OperationFilter { All = filter.All };
        if (filter.All == hasCondition)
        {
            return hasCondition
                ? "The filter says that all transactions are meant, and has conditions: leave one of the two out."
                : "The filter has no condition. To have it match every transaction, say so: all.";
        }
        return OptionalProblem("The filter's definition", filter.Definition) ?? OptionalProblem("The filter's id prefix", filter.IdPrefix)
            ?? OptionalProblem("The filter's failure text", filter.FailureText);
    }

    private static string? OptionalProblem(string what, string? text) => text is null ? null : TextProblem(what, text, MaxText);

    /// <summary>Databases store neither U+0000 nor halves of characters.</summary>
    private static string? TextProblem(string what, string? text, int max) => text is null || text.Length < 1 || text.Length > max
        ? $"{what} has to have 1 to {max} characters."
        : text.Contains('\0') || !IsWhole(text) ? $"{what} holds a character that cannot be stored." : null;

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return false;
            i++;
        }
        return true;
    }
}
