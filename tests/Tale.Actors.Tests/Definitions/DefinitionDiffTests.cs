using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What has changed between two shapes of a definition, in sentences. That nothing is left out is checked by <see cref="HashTests"/>.</summary>
public sealed class DefinitionDiffTests
{
    private static TransactionDefinition Trip => Steps("debit", "flight", "hotel", "email");

    [Fact]
    public void A_definition_does_not_differ_from_itself() => Says(Trip, Trip);

    [Fact]
    public void A_step_that_was_added_is_told_with_its_place()
    {
        Says(Trip, Steps("debit", "flight", "hotel", "email", "bill"), "step 'bill' was added after 'email'");
        Says(Trip, Steps("debit", "flight", "hotel", "car", "email"), "step 'car' was added after 'hotel'");
        Says(Trip, Steps("check", "debit", "flight", "hotel", "email"), "step 'check' was added at the beginning");
    }

    [Fact]
    public void A_step_that_was_removed_is_told_and_nothing_of_those_after_it() =>
        Says(Trip, Steps("debit", "hotel", "email"), "step 'flight' was removed");

    [Fact]
    public void A_step_that_has_another_name_in_the_same_place_was_renamed()
    {
        Says(Trip, Steps("debit", "flight", "lodging", "email"), "step 'hotel' is called 'lodging' now");
        Says(Trip, Steps("pay", "fly", "sleep", "write"), [
            "step 'debit' is called 'pay' now", "step 'flight' is called 'fly' now", "step 'hotel' is called 'sleep' now",
            "step 'email' is called 'write' now"]);
    }

    [Fact]
    public void A_step_that_has_another_name_and_other_options_is_another_step() => Says(
        Steps("debit", "email"),
        Steps("debit").Then("mail", step => step.Retry(1)),
        "step 'email' was removed", "step 'mail' was added after 'debit'");

    [Fact]
    public void A_step_that_was_moved_is_told_with_its_place_and_the_others_are_not()
    {
        Says(Trip, Steps("flight", "hotel", "debit", "email"), "step 'debit' stands after 'hotel' now");
        Says(Trip, Steps("email", "debit", "flight", "hotel"), "step 'email' stands at the beginning now");
    }

    [Fact]
    public void Steps_that_were_added_removed_and_moved_together_are_each_told_once() => Says(
        Trip, Steps("check", "hotel", "debit", "email"),
        "step 'flight' was removed", "step 'hotel' stands after 'check' now", "step 'check' was added at the beginning");

    [Fact]
    public void A_step_that_went_into_a_sequence_or_out_of_it_was_moved()
    {
        var nested = Transaction.Define<int>("trip").Step("debit", (int n) => n).Undo((int _) => { })
            .Sequence("book", book => book.Step("flight", (int n) => n).Undo((int _) => { }).Step("hotel", (int n) => n).Undo((int _) => { }))
            .Step("email", (int n) => n).Undo((int _) => { }).Build();

        Says(
            Trip, nested,
            "step 'flight' was moved and is 'book/flight' now", "step 'hotel' was moved and is 'book/hotel' now",
            "sequence 'book' was added after 'debit'");
        Says(
            nested, Trip,
            "sequence 'book' was removed", "step 'book/flight' was moved and is 'flight' now", "step 'book/hotel' was moved and is 'hotel' now");
    }

    [Fact]
    public void What_is_done_with_items_and_which_transaction_a_step_is_are_told()
    {
        static TransactionDefinition Each(string step, BranchFailurePolicy policy = BranchFailurePolicy.Wait, int? atATime = null) =>
            Transaction.Define<int>("trip").ForEach("seats", n => Enumerable.Range(0, n), seat => seat.Step(step, (int n) => n), atATime, policy).Build();
        static TransactionDefinition Child(int version) => Transaction.Define<int>("trip")
            .Child("car", Transaction.Define<int>("rent", version).Step("x", (int n) => n).Build()).Build();

        Says(Each("book"), Each("book", atATime: 3));
        Says(Each("book"), Each("reserve"), "step 'seats/*/book' is called 'reserve' now");
        Says(Each("book"), Each("book", BranchFailurePolicy.FailFast), "block 'seats' has the failure policy FailFast, had Wait");
        Says(Child(1), Child(2), "step 'car' has the transaction rent v2, had rent v1");
    }

    [Fact]
    public void What_was_in_something_that_is_gone_new_or_renamed_is_not_told_again()
    {
        var block = Block("both", BranchFailurePolicy.Wait, "one", "two");

        Says(Steps("debit"), block, "block 'both' was added after 'debit'");
        Says(block, Steps("debit"), "block 'both' was removed");
        Says(block, Block("all", BranchFailurePolicy.Wait, "one", "two"), "block 'both' is called 'all' now");
    }

    [Fact]
    public void Branches_and_what_is_in_them_are_told()
    {
        var block = Block("both", BranchFailurePolicy.Wait, "one", "two");

        Says(block, Block("both", BranchFailurePolicy.Wait, "one", "two", "three"), "branch 'both/2' was added after 'both/1'");
        Says(block, Block("both", BranchFailurePolicy.Wait, "one"), "branch 'both/1' was removed");
        Says(block, Block("both", BranchFailurePolicy.Wait, "one", "other"), "step 'both/1/two' is called 'other' now");
        Says(block, Block("both", BranchFailurePolicy.FailFast, "one", "two"), "block 'both' has the failure policy FailFast, had Wait");
    }

    [Fact]
    public void Retries_are_told_in_both_directions()
    {
        Says(Charge(s => s.Retry(2)), Charge(s => s.Retry(5)), "step 'charge' has 5 retries, had 2");
        Says(Charge(s => s.Retry(2)), Charge(s => s), "step 'charge' has no retries, had 2");
        Says(Charge(s => s), Charge(s => s.Retry(1)), "step 'charge' has 1 retry, had none");
        Says(Charge(s => s.Retry(int.MaxValue)), Charge(s => s.Retry(1)), "step 'charge' has 1 retry, had them for ever");
        Says(
            Charge(s => s.RetryCompensation(RetryPolicy.Immediate(int.MaxValue))), Charge(s => s.RetryCompensation(RetryPolicy.None)),
            "step 'charge' has no retries of its undo, had them for ever");
        Says(
            Charge(s => s.Retry(RetryPolicy.Exponential(2, TimeSpan.FromSeconds(1), jitter: 0.5))),
            Charge(s => s.Retry(RetryPolicy.Exponential(2, TimeSpan.FromMilliseconds(1500)))),
            "step 'charge' has the backoff 00:00:01.5000000 times 2 up to 00:05:00 with jitter 0, "
            + "had 00:00:01 times 2 up to 00:05:00 with jitter 0.5");
    }

    [Fact]
    public void Undos_are_told()
    {
        var without = Transaction.Define<int>("t").Step("charge", (int n) => n).Build();

        Says(
            without, Charge(s => s),
            "step 'charge' has an undo, had none", "step 'charge' can be undone when its outcome is unknown, could not before");
        Says(
            Charge(s => s), without,
            "step 'charge' has no undo, had one", "step 'charge' cannot be undone any more when its outcome is unknown");
    }

    [Fact]
    public void Policies_are_told()
    {
        Says(Charge(s => s), Charge(s => s.Pivot()), "step 'charge' is a pivot, was none");
        Says(Charge(s => s.Pivot()), Charge(s => s), "step 'charge' is no pivot any more");
        Says(
            Charge(s => s), Charge(s => s.OnUnknownOutcome(UnknownOutcomePolicy.AssumeFailed)),
            "step 'charge' has the policy for an unknown outcome AssumeFailed, had Compensate");
        Says(
            Steps("a"),
            Transaction.Define<int>("trip", 1, options => options.OnCompensationFailure(CompensationFailurePolicy.Continue))
                .Step("a", (int n) => n).Undo((int _) => { }).Build(),
            "the transaction has the compensation failure policy Continue, had Suspend");
    }

    [Fact]
    public void Types_are_told_by_the_aliases_under_which_states_are_stored() => Says(
        Transaction.Define<Order>("t").Step("a", (Order _) => { }).Build(),
        Transaction.Define<Receipt>("t").Step("a", (Receipt _) => { }).Build(),
        "the transaction has the input receipt, had order", "the transaction has the output receipt, had order",
        "step 'a' has the input receipt, had order", "step 'a' has the output receipt, had order");

    [Fact]
    public void What_a_step_is_made_of_is_told()
    {
        var code = Transaction.Define<int>("t").Step("ask", (int n) => n).Build();

        Says(code, Transaction.Define<int>("t").WaitFor("ask").Build(), "step 'ask' is a wait for a signal, was code");
        Says(code, Transaction.Define<int>("t").Delay("ask", TimeSpan.FromHours(1)).Build(), "step 'ask' is a delay, was code");
        Says(
            Transaction.Define<int>("t").Step("ask", (int n) => n).Undo((int _) => { }).Build(),
            Transaction.Define<int>("t").Participant("ask", ParticipantAddress.AtPath("/user/desk")).Build(),
            "step 'ask' is a participant, was code");
        Says(
            Transaction.Define<int>("t").WaitFor("ask").Build(),
            Transaction.Define<int>("t").WaitFor("ask", (int n, Order _) => n).Build(), "step 'ask' has the payload order, had none");
    }

    [Fact]
    public void What_may_change_under_transactions_in_flight_is_no_difference() => Says(
        Transaction.Define<int>("t").Step("a", (int n) => n).WaitFor("ask").Participant("p", ParticipantAddress.AtPath("/user/p")).Build(),
        Transaction.Define<int>("t", 1, options => options.Deadline(TimeSpan.FromHours(1)))
            .Step("a", (int n) => n + 1, step => step.Timeout(TimeSpan.FromSeconds(1)).MaxConcurrent(3))
            .WaitFor("ask", TimeSpan.FromDays(1), WaitTimeoutPolicy.Suspend).Participant("p", ParticipantAddress.AtPath("/user/q")).Build());

    [Fact]
    public void A_fact_that_this_version_has_no_words_for_is_told_by_its_name() => Assert.Equal(
        ["step 'a' is a loop, was code", "step 'a' has no limit, had 3", "step 'a' has the pace slow, had none"],
        DefinitionDiff.Between(
            Manifest(("", []), ("a", [("kind", "code"), ("limit", "3")])), Manifest(("", []), ("a", [("kind", "loop"), ("pace", "slow")]))));

    [Fact]
    public void Parts_in_no_order_or_without_their_parents_are_told_and_break_nothing() => Assert.Equal(
        ["step 'x/y' was removed", "step 'b/c' has no limit, had 3", "step 'b' was added at the beginning"],
        DefinitionDiff.Between(
            Manifest(("b/c", [("limit", "3")]), ("x/y", []), ("", [])),
            Manifest(("b/c", []), ("b", [("kind", "code")]), ("b", []), ("", []))));

    [Fact]
    public void Without_parts_nothing_is_told() =>
        Assert.Empty(DefinitionDiff.Between(DefinitionManifest.Of(Trip), new DefinitionManifest("trip", 1, "0123456789abcdef")));

    private static void Says(TransactionDefinition before, TransactionDefinition after, params string[] sentences)
    {
        Assert.Equal(sentences, DefinitionDiff.Between(before, after));
        Assert.Equal(sentences.Length == 0, before.Hash == after.Hash);
    }

    private static Chain Steps(params string[] names) => names.Aggregate(new Chain(Transaction.Define<int>("trip")), (chain, name) => chain.Then(name));

    private static TransactionDefinition Block(string name, BranchFailurePolicy policy, params string[] branches) =>
        Steps("debit").Builder.Concurrent(
            name,
            [.. branches.Select(branch => (Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>)(b => b.Step(branch, (int n) => n)))],
            (int n, IReadOnlyList<int> _) => n, policy).Build();

    private static TransactionDefinition Charge(Func<StepOptions, StepOptions> configure) =>
        Transaction.Define<int>("t").Step("charge", (int n) => n, configure).Undo((int _) => { }).Build();

    private static DefinitionManifest Manifest(params (string Path, (string Name, string Value)[] Facts)[] parts) => new("t", 1, "hash")
    {
        Parts = [.. parts.Select(part => new DefinitionPart(part.Path, part.Facts.ToDictionary(fact => fact.Name, fact => fact.Value)))],
    };

    /// <summary>Steps with an undo, one after the other.</summary>
    private sealed record Chain(TransactionBuilder<int, int> Builder)
    {
        public static implicit operator TransactionDefinition(Chain chain) => chain.Builder.Build();

        public Chain Then(string name, Func<StepOptions, StepOptions>? configure = null) =>
            new(Builder.Step(name, (int n) => n, configure).Undo((int _) => { }));
    }
}
