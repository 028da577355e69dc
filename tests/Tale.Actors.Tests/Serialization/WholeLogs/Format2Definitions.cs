using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// The definitions under which the stored logs of the second format were written. They never change, as a user's do not while transactions
/// are under way; a new one is added beside them.
/// </summary>
internal static class Format2Definitions
{
    private static readonly RetryPolicy Long = RetryPolicy.Exponential(3, TimeSpan.FromHours(1), TimeSpan.FromHours(2));

    /// <summary>A step that waits for long before it is tried again, an approval within a day, and two steps.</summary>
    public static readonly TransactionDefinition<int, int> Order = Transaction.Define<int>("order")
        .Step("reserve", (int n) => n, step => step.Retry(Long).RetryCompensation(RetryPolicy.None)).Undo((int _) => { })
        .WaitFor("approval", (int n, int approved) => n + approved, TimeSpan.FromDays(1))
        .Step("charge", (int n) => n, step => step.Retry(1)).Undo((int _) => { })
        .Step("ship", (int n) => n).Build();

    /// <summary>A pivot between two steps.</summary>
    public static readonly TransactionDefinition<int, int> Paid = Transaction.Define<int>("paid")
        .Step("book", (int n) => n).Undo((int _) => { })
        .Step("pay", (int n) => n, step => step.Pivot())
        .Step("mail", (int n) => n, step => step.Retry(2)).Build();

    /// <summary>A time to wait, and two branches of which the first one to fail cancels the other.</summary>
    public static readonly TransactionDefinition<int, int> Branches = Transaction.Define<int>("branches")
        .Delay("pause", TimeSpan.FromHours(2))
        .Concurrent(
            "both",
            [
                branch => branch.Step("left", (int n) => n).Undo((int _) => { }),
                branch => branch.Step("right", (int n) => n, step => step.Retry(Long)).Undo((int _) => { }),
            ],
            (int n, IReadOnlyList<int> _) => n, BranchFailurePolicy.FailFast)
        .Step("last", (int n) => n).Build();

    /// <summary>A step for every item, and one after them.</summary>
    public static readonly TransactionDefinition<int, int> Group = Transaction.Define<int>("group")
        .ForEach("each", (int n) => Enumerable.Range(0, n), item => item.Step("seat", (int n) => n).Undo((int _) => { }), (n, _) => n, maxConcurrent: 1)
        .Step("last", (int n) => n).Build();

    public static readonly IReadOnlyList<TransactionDefinition> All = [Order, Paid, Branches, Group];
}
