using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Operations;

public sealed class TallyTests
{
    [Fact]
    public void All_refusals_are_counted_and_the_first_hundred_kept()
    {
        var first = Refused(0, 70);
        var second = Refused(70, 140);

        var all = first.Plus(second.FitInto(first));

        Assert.Equal((210L, 100, 30), (all.Refused, all.Refusals.Length, second.FitInto(first).Refusals.Length));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"t{i}"), all.Refusals.Select(refusal => refusal.TransactionId));
        Assert.Equal(100, Refused(0, 120).Refusals.Length);
    }

    private static Tally Refused(int from, int count) => Enumerable.Range(from, count).Aggregate(
        Tally.None, (tally, i) => tally.With(new OperationRefusal($"t{i}", RejectionReason.NotAllowed, "no")));
}
