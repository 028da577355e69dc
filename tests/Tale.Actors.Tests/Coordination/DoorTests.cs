using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Between a region that tells and a coordinator that leaves.</summary>
public sealed class DoorTests
{
    private readonly Door _door = new();

    [Fact]
    public void It_stays_open_until_what_brought_the_coordinator_into_memory_has_been_seen()
    {
        Assert.False(_door.TryClose(seen: 0));
        Assert.True(_door.TryClose(seen: 1));
        Assert.True(_door.IsClosed);
    }

    [Fact]
    public void It_stays_open_while_something_is_on_its_way()
    {
        Assert.True(_door.TryPass());
        Assert.False(_door.TryClose(seen: 1));
        Assert.False(_door.IsClosed);
        Assert.True(_door.TryClose(seen: 2));
    }

    [Fact]
    public void Once_closed_it_stays_closed()
    {
        Assert.True(_door.TryClose(seen: 1));
        Assert.False(_door.TryPass());
        Assert.True(_door.IsClosed);
    }

    [Fact]
    public void A_message_that_was_told_past_the_region_keeps_nobody_in_memory() => Assert.True(_door.TryClose(seen: 2));

    [Fact]
    public async Task Of_one_that_tells_and_one_that_leaves_at_the_same_moment_one_gives_way()
    {
        const int Rounds = 100_000;
        var (both, neither) = (0, 0);
        var moment = new Barrier(2);
        var door = new Door();
        var hasLeft = false;
        var leaving = Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    moment.SignalAndWait();
                    hasLeft = door.TryClose(seen: 1);
                    moment.SignalAndWait();
                }
            },
            TaskCreationOptions.LongRunning);
        for (var round = 0; round < Rounds; round++)
        {
            door = new Door();
            moment.SignalAndWait();
            var hasPassed = door.TryPass();
            moment.SignalAndWait();
            both += hasPassed && hasLeft ? 1 : 0;
            neither += hasPassed || hasLeft ? 0 : 1;
        }
        await leaving;

        Assert.Equal((0, 0), (both, neither));
    }
}
