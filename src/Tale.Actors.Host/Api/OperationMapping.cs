using System.Globalization;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Operations;

namespace Tale.Actors.Host.Api;

/// <summary>Maps operations to the API's contracts, and back.</summary>
internal static class OperationMapping
{
    public static OperationDto ToDto(this OperationView view, bool refusals = true) => new(
        view.OperationId, view.Action, view.Step, ToDto(view.Filter), view.Who, view.Why, view.Status, view.StartedAt, view.UpdatedAt,
        view.EndedAt, view.StoppedBy, view.Done, view.Refused, view.Failed, view.Matched, view.Left,
        refusals ? [.. view.Refusals.Select(x => new OperationRefusalDto(x.TransactionId, x.Reason, x.Message, x.IsFailure))] : null,
        view.Problem);

    /// <exception cref="Http.ProblemException">A time is none.</exception>
    public static OperationFilter ToFilter(this OperationFilterDto filter) => new()
    {
        Statuses = filter.Status ?? [],
        Definition = filter.Definition,
        IdPrefix = filter.IdPrefix,
        FailureText = filter.Failure,
        StartedFrom = QueryParameter.Time(nameof(filter.StartedFrom), filter.StartedFrom),
        StartedBefore = QueryParameter.Time(nameof(filter.StartedBefore), filter.StartedBefore),
        All = filter.All,
    };

    private static OperationFilterDto ToDto(OperationFilter filter) => new(
        filter.Statuses.Count == 0 ? null : [.. filter.Statuses], filter.Definition, filter.IdPrefix, filter.FailureText,
        Text(filter.StartedFrom), Text(filter.StartedBefore), filter.All);

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
