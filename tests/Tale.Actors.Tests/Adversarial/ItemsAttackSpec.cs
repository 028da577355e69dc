using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Lists whose items cannot be stored.</summary>
public sealed class ItemsAttackSpec() : VirtualTimeSpec
{
    [Fact]
    public void F21_an_item_that_cannot_be_stored_fails_the_list_and_is_named()
    {
        Run(Transaction.Define<int>("t").Step("debit", (int _) => Trace.Add("debit")).Undo((int _) => Trace.Add("-debit"))
            .ForEach("each", (int _) => new[] { new Stop("a"), new Detour("b", 1) }, each => each.Step("drive", (Stop stop) => stop))
            .Build());

        Started("t1", "t", 1);

        var view = ViewWhen("t1", view => view.Status is TransactionStatus.Compensated or TransactionStatus.Suspended);
        Assert.Equal(TransactionStatus.Compensated, view.Status);
        Assert.Contains("Item 1 cannot be stored: ", view.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(["debit", "-debit"], Trace.Lines);
    }

    internal record Stop(string Name);

    internal sealed record Detour(string Name, int Kilometres) : Stop(Name);
}
