using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Those who wait for an outcome, and do not ask again.</summary>
public sealed class KeptWatcherSpec() : VirtualTimeSpec("tale.region.max-active = 1")
{
    private readonly Gate _gate = new();

    /// <summary>The index says that it has ended, so nothing else brings it back.</summary>
    [Fact]
    public async Task Whoever_waits_is_told_the_end_whose_write_was_not_confirmed_once_the_node_that_was_full_has_room()
    {
        Run(
            Transaction.Define<int>("t").Step("one", (int n) => n + 1).Build(),
            Transaction.Define<int>("other").Step("waits", async (int n) =>
            {
                await _gate.PassAsync();
                return n;
            }).Build());
        Stored.DisturbOnce(typeof(Event.TransactionCompleted), WriteFate.StoreAndFail);
        var caller = Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.TransactionCompleted));
        WaitUntilPassivated("t1");
        Started("t2", "other", 1);
        await _gate.Reached;

        for (var i = 0; i < 20; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            View("t2");
        }
        _gate.Open();
        WaitUntilPassivated("t2");

        PassUntil(() => caller.HasMessages);
        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
    }
}
