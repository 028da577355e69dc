using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Actors;

public sealed class SmokeSpec
{
    private sealed record Booking(string Customer, string Trace);

    [Fact]
    public async Task A_transaction_completes_and_one_that_fails_is_undone_in_reverse()
    {
        List<string> undone = [];
        var definition = Transaction.Define<Booking>("book")
            .Step("a", b => b with { Trace = b.Trace + "a" }, b => undone.Add("a" + b.Trace))
            .Step("b", async b => { await Task.Yield(); return b with { Trace = b.Trace + "b" }; }, b => undone.Add("b" + b.Trace))
            .Step("c", b => b.Customer == "bad" ? throw new InvalidOperationException("boom") : b)
            .Build();
        await using var tale = TaleSystem.Start(definition);

        var good = await tale.Client.RunAsync(definition, new Booking("good", "")).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(TransactionStatus.Completed, good.Status);
        Assert.Equal("ab", good.Result!.Trace);

        var bad = await tale.Client.RunAsync(definition, new Booking("bad", "")).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(TransactionStatus.Compensated, bad.Status);
        Assert.Equal(["bab", "aa"], undone);
        Assert.Contains("boom", bad.Failure!.Message);
        Assert.Equal(["b", "a"], (await tale.Client.GetAsync(bad.TransactionId))!.Compensations);
    }
}
