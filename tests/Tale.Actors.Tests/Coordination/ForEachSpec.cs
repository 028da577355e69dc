using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>The same steps for as many items as there are, on a node with room for 300 of them in one transaction.</summary>
public sealed class ForEachSpec() : VirtualTimeSpec("tale.max-items = 300\ntale.max-payload-bytes = 20 KiB\ntale.max-failure-length = 500")
{
    private int _running;
    private int _most;
    private int _lists;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300)]
    public void Every_item_is_done_and_the_outputs_are_joined_in_order(int travellers)
    {
        Run(Booking(maxConcurrent: 4));
        var names = Enumerable.Range(0, travellers).Select(n => $"n{n}").ToArray();

        var result = Started("t1", "t", new Party(names)).ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result;

        Assert.Equal(string.Join(' ', names.Select(name => $"seat-{name}")), result);
        Assert.InRange(_most, 0, 4);
        Assert.Equal(names.Select((_, i) => $"t1/each/{i}/seat/execute").Order(), Trace.Lines.Order());
    }

    [Fact]
    public void One_after_the_other_is_undone_in_exactly_the_reverse_order()
    {
        Run(Booking(maxConcurrent: 1, fails: "n2"));

        var failure = Started("t1", "t", new Party(["n0", "n1", "n2", "n3"])).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;

        Assert.Equal("Step 'each/2/seat': Failed to apply step: InvalidOperationException: no seat for n2", failure.Message);
        Assert.Equal(
            ["t1/each/0/seat/execute", "t1/each/1/seat/execute", "t1/each/2/seat/execute", "t1/each/1/seat/compensate", "t1/each/0/seat/compensate"],
            Trace.Lines);
    }

    [Fact]
    public async Task F04_after_a_crash_the_items_are_those_of_the_log_whatever_the_function_says_now()
    {
        var gate = new Gate();
        Run(Transaction.Define<Party>("t").ForEach(
            "each", party => Interlocked.Increment(ref _lists) == 1 ? party.Names! : ["somebody else"],
            each => each.Step("seat", async (string name, StepContext step) =>
            {
                await gate.PassAsync();
                return $"seat-{name}";
            }), (_, seats) => string.Join(' ', seats), maxConcurrent: 1).Build());
        var caller = Started("t1", "t", new Party(["ada", "bob"]));
        await gate.Reached;

        Coordinator("t1").Tell(Kill.Instance);
        gate.Open();
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        Assert.Equal("seat-ada seat-bob", Answer<TransactionCompleted>(new WatchTransaction("t1")).Result);
        Assert.Equal(1, _lists);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.ItemsListed));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    [InlineData(WriteFate.Reject)]
    public void F21_a_list_that_the_journal_does_not_take_is_asked_for_again_and_one_that_it_rejects_has_failed(WriteFate fate)
    {
        Run(Booking(maxConcurrent: null));
        Stored.DisturbOnce(typeof(Event.ItemsListed), fate);

        Started("t1", "t", new Party(["ada", "bob"]));
        PassUntil(() => View("t1").Status is TransactionStatus.Completed or TransactionStatus.Compensated);

        var outcome = Answer<ITransactionOutcome>(new WatchTransaction("t1"));
        if (fate == WriteFate.Reject)
            Assert.Contains("The journal rejected the list of items", ((TransactionCompensated)outcome).Failure.Message, StringComparison.Ordinal);
        else
            Assert.Equal("seat-ada seat-bob", ((TransactionCompleted)outcome).Result);
    }

    [Fact]
    public void What_cannot_be_a_list_fails_its_step_and_says_why()
    {
        Run(Booking(maxConcurrent: null));
        Fails("t1", Enumerable.Range(0, 301).Select(n => $"n{n}"), "There are more than 300 items, which is the limit (tale.max-items).");
        Fails("t2", ["large"], "The list of the first 20 items has 20");
        Fails("t3", null, "There is no list of items, but null. For no items return an empty one.");
        Assert.Empty(Trace.Lines);
    }

    [Fact]
    public void A_participant_plays_a_step_of_each_item_and_a_bulkhead_holds_for_all_of_them()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<ForEachSpec>(participant);
        Run(Transaction.Define<Party>("t").ForEach(
            "each", party => party.Names!,
            each => each.Participant<string>("seat", ParticipantAddress.Registered<ForEachSpec>(), step => step.MaxConcurrent(1)),
            (_, seats) => string.Join(' ', seats)).Build());
        var first = Started("t1", "t", new Party(["ada", "bob"]));
        var second = Started("t2", "t", new Party(["cem"]));

        for (var i = 0; i < 3; i++)
        {
            var request = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
            var asker = participant.LastSender;
            participant.ExpectNoMsg(TimeSpan.Zero);
            asker.Tell(request.Succeeded($"{request.State}!"), participant);
        }

        Assert.Equal("ada! bob!", first.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
        Assert.Equal("cem!", second.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
    }

    private void Fails(string id, IEnumerable<string>? names, string why)
    {
        var failure = Started(id, "t", new Party(names?.ToArray())).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;
        Assert.Equal("each/items", Assert.Single(failure.Steps).Step);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private TransactionDefinition<Party, string> Booking(int? maxConcurrent, string? fails = null) => Transaction.Define<Party>("t").ForEach(
        "each", party => party.Names is ["large"] ? Enumerable.Repeat(new string('x', 1000), 25) : party.Names!,
        each => each.Step("seat", async (string name, StepContext step) =>
        {
            Trace.Add(step.IdempotencyKey);
            InterlockedMax(Interlocked.Increment(ref _running));
            await Task.Yield();
            Interlocked.Decrement(ref _running);
            return name == fails ? throw new InvalidOperationException($"no seat for {name}") : $"seat-{name}";
        }).Undo((string _, StepContext step) => Trace.Add(step.IdempotencyKey)),
        (_, seats) => string.Join(' ', seats), maxConcurrent).Build();

    private void InterlockedMax(int running)
    {
        for (var most = _most; running > most; most = _most)
            Interlocked.CompareExchange(ref _most, running, most);
    }

    internal sealed record Party(string[]? Names);
}
