using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Steps that are transactions of their own: "order" debits, has its "trip" made by a child (flight, hotel), and confirms.</summary>
public sealed class ChildSpec() : VirtualTimeSpec("tale.region.max-active = 1")
{
    private const string Child = "t1:trip";

    private readonly Gate _atHotel = new();
    private string? _fails;
    private bool _waitsAtHotel;
    private int _inputs;

    [Fact]
    public void It_is_a_transaction_of_its_own_whose_result_becomes_the_next_state_also_where_the_node_is_full()
    {
        RunOrders();

        var outcome = Started("t1", "order", 100).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        Assert.Equal("100 for 7 nights, confirmed", outcome.Result);
        Assert.Equal(["debit", "flight", "hotel", "confirm"], Trace.Lines);
        var child = View(Child);
        Assert.Equal((TransactionStatus.Completed, "trip", "t1"), (child.Status, child.Definition, child.Headers[ChildTransactions.ParentHeader]));
        Assert.Equal(Child, View("t1").Steps.Single(step => step.Path == "trip").Child);
    }

    [Fact]
    public void If_it_is_compensated_the_step_has_failed()
    {
        _fails = "hotel";
        RunOrders();

        var failure = Started("t1", "order", 100).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;

        Assert.Contains(
            $"Step 'trip': Failed to apply step: ChildTransaction: The transaction '{Child}' was compensated: Step 'hotel': Failed to apply step",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(["debit", "flight", "hotel", "-flight", "-debit"], Trace.Lines);
    }

    [Fact]
    public void If_a_later_step_fails_it_is_undone_as_any_other_step_is()
    {
        _fails = "confirm";
        RunOrders();

        Started("t1", "order", 100).ExpectMsg<TransactionCompensated>(TaleSystem.Patience);

        Assert.Equal(["debit", "flight", "hotel", "confirm", "-hotel", "-flight", "-debit"], Trace.Lines);
        Assert.Contains("whose step it was, goes back", View(Child).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F12_a_cancel_reaches_it_and_waits_for_its_end()
    {
        _waitsAtHotel = true;
        RunOrders();
        var caller = Started("t1", "order", 100);
        await _atHotel.Reached;

        Answer<CommandAccepted>(new CancelTransaction("t1", "changed my mind"));

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Compensated, View(Child).Status);
        Assert.Contains("-flight", Trace.Lines);
        Assert.Equal("-debit", Trace.Lines[^1]);
    }

    [Fact]
    public async Task F04_a_crash_of_its_parent_starts_no_second_one_also_where_the_starting_state_would_be_another_now()
    {
        _waitsAtHotel = true;
        RunOrders(state => state + Interlocked.Increment(ref _inputs));
        Started("t1", "order", 100);
        await _atHotel.Reached;

        Coordinator("t1").Tell(Kill.Instance);
        _atHotel.Open();
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        Assert.Equal(["debit", "flight", "hotel", "confirm"], Trace.Lines);
        Assert.Equal(2, _inputs);
    }

    [Fact]
    public void One_that_is_suspended_is_waited_for_until_an_operator_has_mended_it()
    {
        _fails = "hotel!";
        RunOrders();
        Started("t1", "order", 100);
        ViewWhen(Child, child => child.Status == TransactionStatus.Suspended);
        Assert.Equal(TransactionStatus.Running, View("t1").Status);
        // Whoever looks in the wrong place is told the right one.
        var refused = Answer<TransactionRejected>(new OperatorCommand("t1", "cmd-0", OperatorAction.RetryNow, "ada", "the hotel is back") { Step = "trip" });
        Assert.Contains($"look at '{Child}', and act on that", refused.Message, StringComparison.Ordinal);

        _fails = null;
        Answer<CommandAccepted>(new OperatorCommand(Child, "cmd-1", OperatorAction.RetryNow, "ada", "the hotel is back"));
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        Assert.Equal(TransactionStatus.Completed, View("t1").Status);
    }

    [Fact]
    public void One_that_ends_failed_needs_an_operator_as_something_of_it_stands()
    {
        _fails = "hotel -flight";
        RunOrders(policy: CompensationFailurePolicy.Continue);
        Started("t1", "order", 100);

        var view = ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);
        Assert.Contains($"The transaction '{Child}' ended failed", view.SuspendedReason, StringComparison.Ordinal);

        Answer<CommandAccepted>(new OperatorCommand("t1", "cmd-1", OperatorAction.Compensate, "ada", "the flight was given back by phone"));
        ViewWhen("t1", view => view.Steps.Single(step => step.Path == "trip").Status == StepStatus.Suspended);
        Answer<CommandAccepted>(new OperatorCommand("t1", "cmd-2", OperatorAction.AssumeSucceeded, "ada", "the flight was given back by phone")
        {
            Step = "trip",
        });
        ViewWhen("t1", view => view.Status == TransactionStatus.Compensated);
        Assert.Equal("-debit", Trace.Lines[^1]);
    }

    [Fact]
    public void A_result_that_cannot_be_taken_over_has_it_undone()
    {
        RunOrders(output: (_, _) => throw new InvalidOperationException("not seven"));

        var failure = Started("t1", "order", 100).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;

        Assert.Contains("completed, but its result cannot be taken over: not seven", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["debit", "flight", "hotel", "-hotel", "-flight", "-debit"], Trace.Lines);
    }

    [Fact]
    public void F47_one_that_takes_too_long_is_cancelled_and_nothing_of_it_is_left()
    {
        _waitsAtHotel = true;
        RunOrders(configure: step => step.Timeout(TimeSpan.FromMinutes(1)));
        Started("t1", "order", 100);
        ViewWhen(Child, child => child.Steps[1].Running is not null);

        PassUntil(() => View("t1").Status == TransactionStatus.Compensated);

        Assert.Equal(TransactionStatus.Compensated, View(Child).Status);
        Assert.Equal(["-flight", "-debit"], Trace.Lines.Where(line => line[0] == '-' && line != "-hotel"));
    }

    [Fact]
    public void An_id_that_belongs_to_somebody_else_is_not_taken_for_it()
    {
        RunOrders();
        Started(Child, "trip", 5).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated(Child);
        Started("t1", "order", 100);

        var view = ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);
        Assert.Contains($"The id '{Child}' belongs to a transaction of 'trip' that is not this step's", view.SuspendedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_for_each_item_has_an_id_of_its_own()
    {
        Run(Transaction.Define<int>("t").ForEach("each", n => Enumerable.Range(1, n), each => each.Child("trip", Trip()), (_, nights) => nights.Sum()).Build());

        Assert.Equal(21, Started("t1", "t", 3).ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);

        Assert.All(["t1:each:0:trip", "t1:each:1:trip", "t1:each:2:trip"], id => Assert.Equal(TransactionStatus.Completed, View(id).Status));
    }

    [Fact]
    public void What_is_stored_of_a_child_that_is_being_undone_by_hand_is_enough_for_its_parent()
    {
        _fails = "confirm";
        RunOrders();
        _waitsAtHotel = false;
        Started("t1", "order", 100).ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Compensated, Answer<TransactionCompensated>(new CompensateTransaction(Child, "again")).Status);
    }

    [Fact]
    public void Ids_are_cut_where_they_would_be_too_long_and_stay_different()
    {
        var parent = new string('p', 200);
        var ids = new[] { "a", "b", "a/0/b" }.Select(path => ChildTransactions.IdOf(parent, path)).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(200, id.Length));
        Assert.Equal("p:each:0:trip", ChildTransactions.IdOf("p", "each/0/trip"));
    }

    private void RunOrders(
        Func<int, int>? input = null, Func<int, int, string>? output = null, Func<StepOptions, StepOptions>? configure = null,
        CompensationFailurePolicy policy = CompensationFailurePolicy.Suspend) => Run(
        Transaction.Define<int>("order").Step("debit", (int _) => Do("debit")).Undo((int _) => Do("-debit"))
            .Child("trip", Trip(policy), input ?? (amount => amount), output ?? ((amount, nights) => $"{amount} for {nights} nights"), configure)
            .Step("confirm", (string text) => { Do("confirm"); return $"{text}, confirmed"; }).Build());

    private TransactionDefinition<int, int> Trip(CompensationFailurePolicy policy = CompensationFailurePolicy.Suspend) =>
        Transaction.Define<int>("trip", 1, options => options.OnCompensationFailure(policy))
            .Step("flight", (int _) => Do("flight"), step => step.RetryCompensation(RetryPolicy.None)).Undo((int _) => Do("-flight"))
            .Step("hotel", async (int _, StepContext step) =>
            {
                Do("hotel");
                if (_waitsAtHotel)
                    await _atHotel.PassAsync(step.CancellationToken);
                return 7;
            }, step => step.Decide(_ => _fails == "hotel!" ? Directive.Escalate : Directive.Stop)).UndoUnknown((int _) => Do("-hotel"))
            .Undo((int _) => Do("-hotel")).Build();

    private void Do(string what)
    {
        Trace.Add(what);
        if (_fails?.Split(' ').Any(fails => fails.TrimEnd('!') == what) == true)
            throw new InvalidOperationException("no");
    }
}
