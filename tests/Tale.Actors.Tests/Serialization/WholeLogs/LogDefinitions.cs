using Akka.Actor;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// The definitions under which the stored logs were written. They never change, as a user's do not while transactions are under way.
/// </summary>
/// <param name="on">Called with the path of every step that runs, and with '-' and the path for its undo.</param>
internal sealed class LogDefinitions(Func<string, Task> on)
{
    private static readonly RetryPolicy Short = RetryPolicy.Exponential(3, TimeSpan.FromSeconds(30));
    private static readonly RetryPolicy Long = RetryPolicy.Exponential(3, TimeSpan.FromHours(1), TimeSpan.FromHours(2));

    public LogDefinitions()
        : this(_ => Task.CompletedTask)
    {
    }

    /// <summary>Four steps: the second one is retried after a short while, the third one at once, and the last one after long.</summary>
    public TransactionDefinition<int, int> Four => Steps("four", CompensationFailurePolicy.Suspend);

    public TransactionDefinition<int, int> FourThatGoOn => Steps("four-that-go-on", CompensationFailurePolicy.Continue);

    /// <summary>Two branches of two steps between two steps.</summary>
    public TransactionDefinition<int, int> Blocks => Add(
        Add(Transaction.Define<int>("blocks"), "first").Concurrent("both", [Branch, Branch], (n, outputs) => n + outputs.Sum()),
        "last").Build();

    /// <summary>Two branches: one asks for an operator whenever it fails, the other waits for long before it tries again.</summary>
    public TransactionDefinition<int, int> Escalating => Transaction.Define<int>("escalating").Concurrent(
        "both",
        [branch => Add(branch, "escalates", decider: _ => Directive.Escalate), branch => Add(branch, "waits", Long)],
        (n, outputs) => n + outputs.Sum()).Build();

    /// <summary>Two branches: one fails for good, the other waits for long before it tries again.</summary>
    public TransactionDefinition<int, int> Failing => Add(Transaction.Define<int>("failing"), "first").Concurrent(
        "both", [branch => Add(branch, "fails"), branch => Add(branch, "waits", Long)], (n, outputs) => n + outputs.Sum()).Build();

    public IReadOnlyList<TransactionDefinition> All => [Four, FourThatGoOn, Blocks, Escalating, Failing];

    private TransactionDefinition<int, int> Steps(string name, CompensationFailurePolicy policy)
    {
        var builder = Transaction.Define<int>(name, 1, options => options.OnCompensationFailure(policy));
        return Add(Add(Add(Add(builder, "debit"), "flight", Short), "hotel", RetryPolicy.Immediate(2)), "email", Long).Build();
    }

    private TransactionBuilder<int, int> Branch(TransactionBuilder<int, int> branch) => Add(Add(branch, "one"), "two");

    private TransactionBuilder<int, int> Add(
        TransactionBuilder<int, int> builder, string name, RetryPolicy? retry = null, Func<Exception, Directive>? decider = null) => builder
        .Step(
            name,
            async (n, step) =>
            {
                await on(step.Step);
                return n + 1;
            },
            s => s.Retry(retry ?? RetryPolicy.None).RetryCompensation(RetryPolicy.Immediate(1)).Decide(decider ?? (_ => Directive.Restart)))
        .Undo(async (_, step) => await on($"-{step.Step}"));
}
