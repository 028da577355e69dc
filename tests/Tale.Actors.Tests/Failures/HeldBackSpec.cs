using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F59: an attempt that comes to its thread when the lease is not held any more does not keep its place from those of other databases.</summary>
public sealed class HeldBackSpec() : VirtualTimeSpec(LeasedIndex.Hocon + "tale.steps.dispatcher-config.max-threads = 1")
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F59_what_must_not_begin_gives_its_place_back_and_begins_once_the_lease_is_held_again(bool isTimed)
    {
        using var reached = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        Run(
            Transaction.Define<int>("blocks").Step("one", n =>
            {
                reached.Set();
                blocked.Wait(TaleSystem.Patience);
                return n;
            }).Build(),
            Transaction.Define<int>("notes").Step(
                "one",
                n =>
                {
                    Trace.Add($"noted {n}");
                    return n;
                },
                step => isTimed ? step.MaxConcurrent(1).Timeout(TimeSpan.FromHours(1)) : step.MaxConcurrent(1)).Build());
        Started("t1", "blocks", 1);
        Assert.True(reached.Wait(TaleSystem.Patience));
        var second = Started("t2", "notes", 2);
        ViewWhen("t2", view => view.Steps[0].Running is { WaitsFor: null });
        var third = Started("t3", "notes", 3);
        ViewWhen("t3", view => view.Steps[0].Running is { WaitsFor: not null });

        PlayedLease.Of(Sys).Lapse();
        blocked.Set();

        ViewWhen("t3", view => view.Steps[0].Running is { WaitsFor: null });
        Assert.Empty(Trace.Lines);
        PlayedLease.Of(Sys).Renew();
        PassUntil(() => Trace.Lines.Count == 2);
        second.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        third.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.Equal(["noted 2", "noted 3"], Trace.Lines.Order());
    }
}
