using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>Sweep 4: ownership is lost after every event, to one that goes on, and to one that does nothing more.</summary>
public sealed class OwnershipSweep : Sweep
{
    private const string LoseAt = "another owner takes over right after event";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F50_an_owner_that_lost_to_one_that_goes_on_issues_nothing_more_and_answers_its_callers(Waits waits)
    {
        await using var old = SweepNode.Start(World, "old", waits);
        var points = await UndisturbedAsync(old, waits);
        var scenarios = Scenarios(waits, definition => points[definition].Events - 1, LoseAt);
        old.Journal.OnWrite = write =>
            write.Reaches(scenarios[write.Id].Point) && scenarios[write.Id].Strike() ? Fate.Held : Fate.Stored;
        foreach (var scenario in scenarios.Values)
            old.Begin(scenario);
        await UntilAsync(() => Open(scenarios.Values).Where(scenario => !scenario.IsStruck), waits, old);

        // The new owner takes over all that is open. The old one hears of its event then, and knows of no other owner: they are at work
        // side by side.
        await using var other = SweepNode.Start(World, "new", waits, now: old.Time.Now);
        other.Journal.BeforeAnswer = write => old.Journal.Release(write.Id);
        // Who answers has taken over. It may be quiet just because the machine is busy with something else.
        var begun = Open(scenarios.Values).Where(scenario => World.LogOf(scenario.Id).Count > 0);
        await Task.WhenAll(begun.Select(scenario => other.ViewAsync(scenario.Id)));
        await QuietAsync();
        foreach (var id in old.Journal.Held)
            old.Journal.Release(id);
        // Less than the pause passes for the old one: time to come back, and time in which what waits falls due.
        var start = old.Time.Now;
        await UntilAsync(() => Open(scenarios.Values), () => AdvanceBoth(old, start + (0.8 * Pause), waits), other);
        // A parent that does not know yet that it was lost may have its child go on here, which was not.
        Assert.All(scenarios.Values.Where(scenario => scenario.Point > 0), AssertNotTakenBack);
        while (old.Time.Now < start + (3 * Pause))
        {
            old.Time.Advance(TimeSpan.FromSeconds(3.7));
            await QuietAsync();
        }

        // Who waits in a node that has no reason to look at the transaction any more asks again, as clients do.
        foreach (var scenario in scenarios.Values.Where(scenario => !old.IsAnswered(scenario)))
            old.AskAgain(scenario);
        await UntilAsync(() => scenarios.Values.Where(scenario => !old.IsTold(scenario)), waits, old);
        // Of a log that the old owner read before the end, the row may be written after it: a turn of the watchdog mends that.
        await other.WakeDueAsync();
        await QuietAsync();
        await CheckAsync(scenarios.Values, other, hasZombie: true);
        await CheckAsync(scenarios.Values, old, hasZombie: true);
        AssertStruck(scenarios);
        Assert.True(old.Journal.Refusals.Count() * 2 > scenarios.Count, "The old owner was hardly ever refused a write.");
    }

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F50_what_was_lost_to_one_that_does_nothing_more_is_taken_up_after_the_pause_and_no_sooner(Waits waits)
    {
        await using var node = SweepNode.Start(World, "only", waits);
        var points = await UndisturbedAsync(node, waits);
        var scenarios = Scenarios(waits, definition => points[definition].Events - 1, LoseAt);
        node.Journal.BeforeAnswer = write =>
        {
            var scenario = scenarios[write.Id];
            // With its last write there is nothing left to lose.
            var hasEnded = IsOver(scenario) || World.LogOf(write.Id).Status.IsFinal();
            if (write.Reaches(scenario.Point) && scenario.Strike() && !hasEnded)
                node.Usurp(write.Id);
        };

        await EndAsync(scenarios.Values, () => IsPausing(node) ? TimeSpan.FromSeconds(8) : TickOf(waits), node);

        await CheckAsync(scenarios.Values, node);
        AssertStruck(scenarios);
        foreach (var refusals in node.Journal.Refusals.GroupBy(refusal => refusal.Id))
            AssertPaused(scenarios[refusals.Key], refusals.First());
        Assert.True(node.Journal.Refusals.Count() * 2 > scenarios.Count, "The owner was hardly ever refused a write.");
    }

    [Fact]
    public async Task F50_an_attempt_that_waits_for_its_slot_when_its_owner_is_fenced_never_begins()
    {
        var gate = new Gate();
        var trace = new Trace();
        var blocker = Transaction.Define<int>("blocker").Step("block", async n => { await gate.PassAsync(); return n; }).Build();
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", both => both
                .Branch(a => a.Participant("asked", ParticipantAddress.AtPath("/user/asked")))
                .Branch(b => b.Step("queued", n => { trace.Add("queued"); return n; }))
                .Join((n, _, _) => n)).Build();
        await using var node = SweepNode.Start(World, "only", Waits.Seconds, "tale.steps.max-concurrent = 1", null, blocker, definition);
        var asked = new TaskCompletionSource<(IActorRef, ExecuteStep)>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.ActorOf(Props.Create(() => new Asked(asked)), "asked");
        node.Region.Tell(new StartTransaction("b", "blocker", 0));
        await gate.Reached;

        node.Region.Tell(new StartTransaction("t1", "t", 0));
        var (asker, request) = await asked.Task.WaitAsync(TaleSystem.Patience);
        await QuietAsync();
        node.Usurp("t1");
        asker.Tell(request.Succeeded(1));
        await Until.IsTrueAsync(() => node.Journal.Refusals.Any());
        await QuietAsync();
        gate.Open();
        await Until.IsTrueAsync(() => World.LogOf("b").IsOver);
        await QuietAsync();
        Assert.Empty(trace.Lines);

        // After the pause it is an attempt of the next incarnation, whose epoch the log knows.
        await Until.IsTrueAsync(() =>
        {
            node.Time.Advance(TimeSpan.FromSeconds(7));
            return trace.Lines.Count > 0;
        });
        Assert.Equal(3, World.LogOf("t1").Events.Select(e => e.Event).OfType<Event.CoordinatorRecovered>().Last().Epoch);
    }

    private static TimeSpan AdvanceBoth(SweepNode old, DateTimeOffset end, Waits waits)
    {
        if (old.Time.Now < end)
            old.Time.Advance(TimeSpan.FromSeconds(1.3));
        return TickOf(waits);
    }

    private void AssertNotTakenBack(Scenario scenario)
    {
        var owners = World.LogOf(scenario.Id).Events.Select(e => e.Event).OfType<Event.CoordinatorRecovered>().Select(e => e.Node);
        var isOld = owners.Select(owner => owner.StartsWith("old-", StringComparison.Ordinal));
        Assert.False(isOld.SkipWhile(old => old).Any(old => old), Describe(scenario, "what was lost is taken back"));
    }

    /// <summary>A pause that is over at the next tick would show nothing.</summary>
    private static bool IsPausing(SweepNode node) =>
        node.Journal.Refusals.Any(refusal => node.Time.Now < refusal.At + (2 * Pause));

    /// <summary>It wrote nothing after it had been refused, and nothing was called, until the pause was over.</summary>
    private void AssertPaused(Scenario scenario, SweepRefusal refusal)
    {
        var lost = World.LogOf(scenario.Id).Events
            .SkipWhile(e => e.Event is not Event.CoordinatorRecovered { Node: SweepNode.Usurper }).Skip(1);
        var tooSoon = lost.FirstOrDefault(e => e.Event.At < refusal.At + Pause);
        Assert.True(tooSoon is null, Describe(scenario, $"event {tooSoon?.SequenceNr} was written within the pause after {refusal.At:T}"));
        var call = World.Calls.FirstOrDefault(call => call.Id == scenario.Id && call.At > refusal.At && call.At < refusal.At + Pause);
        Assert.True(call is null, Describe(scenario, $"{call} was made within the pause after {refusal.At:T}"));
    }

    /// <summary>A participant that a test answers for.</summary>
    private sealed class Asked(TaskCompletionSource<(IActorRef, ExecuteStep)> asked) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ExecuteStep request)
                asked.TrySetResult((Sender, request));
        }
    }
}
