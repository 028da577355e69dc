using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Deployments;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Deployments;

/// <summary>Before a deployment: which transactions in flight it would suspend, by version and open step.</summary>
public sealed class DeploymentDiffSpec : ActorSpec
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task Open_transactions_are_counted_by_version_and_listed_by_the_step_at_which_they_stand()
    {
        await InFlightAsync();
        var changed = Order(1, retries: 5).Step("bill", (int n) => n).Build();

        var diff = await DiffAsync(changed, Second);

        var (first, second) = (diff.Versions[0], diff.Versions[1]);
        Assert.Equal((2, 7L, false), (diff.Versions.Count, diff.Affected, diff.IsSafe));
        Assert.Equal(("order", 1, DeploymentEffect.Changed, 7L), (first.Definition, first.Version, first.Effect, first.Affected));
        Assert.Equal((7L, 5L, 1L, 1L, 7), (first.Open, first.Running, first.Compensating, first.Suspended, first.Read));
        Assert.Equal((changed.Hash, First.Hash), (first.Hash, first.RegisteredHash));
        Assert.Equal(["step 'charge' has 5 retries, had none", "step 'bill' was added after 'payment'"], first.Changes);
        Assert.Equal(["reserve: t6", "approval: t1 t2 t3", "charge: t7", "payment: t4 t5"], Shown(first));
        Assert.Equal(("order", 2, DeploymentEffect.Unchanged, 1L, 0L), (second.Definition, second.Version, second.Effect, second.Open, second.Affected));
        Assert.Empty(second.Changes);
        Assert.Empty(second.OpenSteps);
    }

    [Fact]
    public async Task A_new_version_beside_the_old_one_affects_nobody()
    {
        await InFlightAsync();

        var diff = await DiffAsync(First, Second, Transaction.Define<int>("order", 3).Step("reserve", (int n) => n).Build());

        Assert.True(diff.IsSafe);
        Assert.Equal([7L, 1L], diff.Versions.Select(version => version.Open));
        Assert.Equivalent(diff, await Client.DiffAsync(TaleExtension.For(Sys).Registry));
    }

    [Fact]
    public async Task A_new_version_in_the_place_of_the_old_one_affects_all_that_run_on_the_old_one()
    {
        await InFlightAsync();

        var diff = await DiffAsync(Second);

        Assert.Equal((7L, DeploymentEffect.Missing), (diff.Affected, diff.Versions[0].Effect));
        Assert.Null(diff.Versions[0].Hash);
        Assert.Empty(diff.Versions[0].Changes);
        Assert.Equal(["reserve: t6", "approval: t1 t2 t3", "charge: t7", "payment: t4 t5"], Shown(diff.Versions[0]));
    }

    [Fact]
    public async Task The_counts_are_exact_where_only_the_first_are_read()
    {
        await InFlightAsync();

        var diff = await DiffAsync([Order(1, retries: 5).Build()], limit: 1);

        // One of each version and status: t1 of those that run, t6 of those that go back, t7 of those that are suspended; and u1.
        Assert.Equal([7L, 1L], diff.Versions.Select(version => version.Affected));
        Assert.Equal([3, 1], diff.Versions.Select(version => version.Read));
        Assert.Equal(["reserve: t6", "approval: t1", "charge: t7"], Shown(diff.Versions[0]));
    }

    [Fact]
    public async Task A_step_is_open_in_each_branch_of_a_block()
    {
        var block = Transaction.Define<int>("both").Concurrent(
            "both", [b => b.WaitFor("one"), b => b.WaitFor("two")], (int n, IReadOnlyList<int> _) => n).Build();
        Run(block);
        Started("b1", "both", 1);
        ViewWhen("b1", view => view.Steps.Take(2).All(step => step.Status == StepStatus.Waiting));

        var diff = await Client.DiffAsync(TaleExtension.For(Sys).Registry, []);

        Assert.Equal((1L, 1), (diff.Affected, diff.Versions[0].Read));
        Assert.Equal(["both/0/one: b1", "both/1/two: b1"], Shown(diff.Versions[0]));
    }

    [Fact]
    public async Task A_child_that_has_completed_and_whose_definition_changes_keeps_its_parent_from_going_back()
    {
        Run(Trip(0));
        await WaitsForAsync("p1", "wish", "approval");
        await WaitsForAsync("p2", "wish", "approval");

        var diff = await DiffAsync(Trip(5));
        var trip = Assert.Single(diff.Versions);
        Assert.Equal((DeploymentEffect.Unchanged, 0L, 2L, 2L), (trip.Effect, trip.Affected, trip.CannotGoBack, diff.CannotGoBack));
        Assert.False(diff.IsSafe);
        Assert.Equal(["hotel v1"], trip.ChangedChildren);
        Assert.Equal(2, (await DiffAsync([Trip(5)], limit: 1)).CannotGoBack);

        var same = await DiffAsync(Trip(0));
        Assert.Equal((true, 0L, 0), (same.IsSafe, same.CannotGoBack, same.Versions[0].ChangedChildren.Count));
    }

    [Fact]
    public async Task A_child_that_has_not_begun_or_that_nothing_undoes_any_more_keeps_nobody_from_anything()
    {
        Run(Trip(0));
        await WaitsForAsync("before", "wish");
        await WaitsForAsync("past", "wish", "approval", "ticket");

        var diff = await DiffAsync(Trip(5));

        Assert.Equal((true, 2L, 0L), (diff.IsSafe, diff.Versions[0].Open, diff.CannotGoBack));
        Assert.Equal(["hotel v1"], diff.Versions[0].ChangedChildren);
    }

    /// <summary>An operator may say yet that it took no effect, and then the child before it is undone.</summary>
    [Fact]
    public async Task A_pivot_whose_outcome_nobody_knows_yet_keeps_nobody_from_going_back()
    {
        Run(Trip(0, pay: _ => throw new OutcomeUnknownException("no answer")));
        Started("t1", "trip", 1);
        await Client.SignalAsync(new SignalTransaction("t1", "wish", "s-1"));
        await Client.SignalAsync(new SignalTransaction("t1", "approval", "s-2"));
        ViewWhen("t1", view => view.Steps.Any(step => step is { Path: "pay", Status: StepStatus.Suspended }));

        var diff = await DiffAsync(Trip(5));

        Assert.Equal((false, 1L), (diff.IsSafe, diff.CannotGoBack));
    }

    [Fact]
    public async Task What_has_ended_is_not_in_flight()
    {
        Run(Transaction.Define<int>("t").Step("one", (int n) => n).Build());
        Started("t1", "t", 1);
        ViewWhen("t1", view => view.Status == TransactionStatus.Completed);

        Assert.Empty((await Client.DiffAsync(TaleExtension.For(Sys).Registry, [])).Versions);
    }

    [Fact]
    public async Task A_deployment_that_makes_no_sense_is_refused()
    {
        Run(First);

        var twice = await Assert.ThrowsAsync<ArgumentException>(() => DiffAsync(First, Order(1, retries: 2).Build()));
        Assert.Equal("The deployment has the definition order v1 twice. Give one of them another version.", twice.Message);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => DiffAsync([First], limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => DiffAsync([First], limit: 1001));
    }

    /// <summary>A trip that has had all these signals but for the last, and waits for that.</summary>
    private async Task WaitsForAsync(string id, params string[] signals)
    {
        Started(id, "trip", 1);
        foreach (var signal in signals[..^1])
            await Client.SignalAsync(new SignalTransaction(id, signal, $"{signal}-1"));
        ViewWhen(id, view => view.Steps.Any(step => step.Path == signals[^1] && step.Status == StepStatus.Waiting));
    }

    private static TransactionDefinition Trip(int retries, Func<int, int>? pay = null) => Transaction.Define<int>("trip").WaitFor("wish")
        .Child("hotel", Transaction.Define<int>("hotel").Step("book", (int n) => n, s => s.Retry(retries)).Undo((int _) => { }).Build())
        .WaitFor("approval").Step("pay", pay ?? (n => n), s => s.Pivot()).WaitFor("ticket").Build();

    private TransactionDefinition First => Order(1).Build();

    private static TransactionDefinition Second => Transaction.Define<int>("order", 2).WaitFor("approval").Build();

    /// <summary>Seven of the first version, at four steps, and one of the second.</summary>
    private async Task InFlightAsync()
    {
        Run(First, Second);
        var id = 0;
        foreach (var state in new[] { 1, 1, 1, 1, 1, 1, -1 })
            Start($"t{++id}", 1, state);
        Start("u1", 2, 1);
        foreach (var approved in new[] { "t4", "t5", "t7" })
            await Client.SignalAsync(new SignalTransaction(approved, "approval", "s-1"));
        await Client.CancelAsync("t6", "not wanted");
        await _gate.Reached;
        foreach (var waiting in new[] { "t1", "t2", "t3", "u1" })
            ViewWhen(waiting, view => view.Steps.Any(step => step is { Path: "approval", Status: StepStatus.Waiting }));
        foreach (var waiting in new[] { "t4", "t5" })
            ViewWhen(waiting, view => view.Steps.Any(step => step is { Path: "payment", Status: StepStatus.Waiting }));
        ViewWhen("t7", view => view.Status == TransactionStatus.Suspended);
    }

    private void Start(string id, int version, int state)
    {
        Region.Tell(new StartTransaction(id, "order", state) { Version = version, NotifyOutcome = false }, TestActor);
        ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
    }

    private TransactionBuilder<int, int> Order(int version, int retries = 0) => Transaction.Define<int>("order", version)
        .Step("reserve", (int n) => n).Undo(_ => _gate.PassAsync())
        .WaitFor("approval")
        .Step("charge", (int n) => n > 0 ? n : throw new InvalidOperationException("no"), s => s.Retry(retries).Decide(_ => Directive.Escalate))
        .WaitFor("payment");

    private Task<DeploymentDiff> DiffAsync(params TransactionDefinition[] deployment) =>
        DiffAsync(deployment, DeploymentDiffExtensions.DefaultLimit);

    private Task<DeploymentDiff> DiffAsync(TransactionDefinition[] deployment, int limit) =>
        Client.DiffAsync(TaleExtension.For(Sys).Registry, deployment, limit).WaitAsync(TaleSystem.Patience);

    private static IEnumerable<string> Shown(VersionDiff version) =>
        version.OpenSteps.Select(step => $"{step.Step ?? "nowhere"}: {string.Join(' ', step.TransactionIds)}");
}
