using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Operations;

/// <summary>What an operation has to say is checked before anything is stored.</summary>
public sealed class OperationCheckTests
{
    private static readonly OperationRequest Good = new(BulkAction.RetryNow, new OperationFilter { Definition = "t" }, "ada", "why");

    public static TheoryData<string, OperationRequest> Bad => new()
    {
        { "Who has to have 1 to 200", Good with { Who = "" } },
        { "Who has to have 1 to 200", Good with { Who = null! } },
        { "Who has to have 1 to 200", Good with { Who = new string('a', 201) } },
        { "Who holds a character", Good with { Who = "a\0" } },
        { "Why has to have 1 to 2000", Good with { Why = "" } },
        { "Why holds a character", Good with { Why = "half \ud800" } },
        { "99 is no action", Good with { Action = (BulkAction)99 } },
        { "SkipStep is about one step", Good with { Action = BulkAction.SkipStep } },
        { "AssumeSucceeded is about one step", Good with { Action = BulkAction.AssumeSucceeded } },
        { "AssumeFailed is about one step", Good with { Action = BulkAction.AssumeFailed } },
        { "Abandon is about one step", Good with { Action = BulkAction.Abandon } },
        { "Compensate is about the whole", Good with { Action = BulkAction.Compensate, Step = "a" } },
        { "GiveUp is about the whole", Good with { Action = BulkAction.GiveUp, Step = "a" } },
        { "Cancel is about the whole", Good with { Action = BulkAction.Cancel, Step = "a" } },
        { "Undo is about the whole", Good with { Action = BulkAction.Undo, Step = "a" } },
        { "The step has to have", Good with { Step = "" } },
        { "There is no filter", Good with { Filter = null! } },
        { "The filter has no condition", Good with { Filter = new OperationFilter() } },
        { "leave one of the two out", Good with { Filter = new OperationFilter { All = true, Definition = "t" } } },
        { "status that there is not", Good with { Filter = new OperationFilter { Statuses = [(TransactionStatus)99] } } },
        { "definition has to have", Good with { Filter = new OperationFilter { Definition = "" } } },
        { "id prefix has to have", Good with { Filter = new OperationFilter { IdPrefix = new string('a', 501) } } },
        { "failure text holds", Good with { Filter = new OperationFilter { FailureText = "\0" } } },
        {
            "matches nothing",
            Good with { Filter = new OperationFilter { StartedFrom = DateTimeOffset.UnixEpoch, StartedBefore = DateTimeOffset.UnixEpoch } }
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_is_said(string says, OperationRequest request) =>
        Assert.Contains(says, OperationCheck.Problem(request), StringComparison.Ordinal);

    [Theory]
    [InlineData(BulkAction.RetryNow, null)]
    [InlineData(BulkAction.RetryNow, "b0/1/a")]
    [InlineData(BulkAction.SkipStep, "a")]
    [InlineData(BulkAction.AssumeSucceeded, "a")]
    [InlineData(BulkAction.AssumeFailed, "a")]
    [InlineData(BulkAction.Abandon, "a")]
    [InlineData(BulkAction.Compensate, null)]
    [InlineData(BulkAction.GiveUp, null)]
    [InlineData(BulkAction.Cancel, null)]
    [InlineData(BulkAction.Undo, null)]
    public void Every_action_can_be_asked_for(BulkAction action, string? step)
    {
        Assert.Null(OperationCheck.Problem(Good with { Action = action, Step = step }));
        Assert.Null(OperationCheck.Problem(Good with { Action = action, Step = step, Filter = new OperationFilter { All = true } }));
    }
}
