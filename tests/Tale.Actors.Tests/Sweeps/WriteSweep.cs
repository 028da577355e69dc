namespace Tale.Actors.Tests.Sweeps;

/// <summary>Sweep 2: every write meets every fate.</summary>
public sealed class WriteSweep : Sweep
{
    private static readonly Fate[] Fates =
        [Fate.Failed, Fate.StoredButFailed, Fate.Rejected, Fate.Hung, Fate.StoredButHung, Fate.StoredLate];

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F21_F22_F23_a_transaction_ends_well_whatever_becomes_of_any_write(Waits waits)
    {
        await using var node = SweepNode.Start(World, "only", waits, "tale.coordinator.write-timeout = 30s, tale.steps.max-concurrent = 3");
        var points = await UndisturbedAsync(node, waits);
        var scenarios = Scenarios(waits, definition => points[definition].Writes, [.. Fates.Select(What)]);
        node.Journal.OnWrite = write => scenarios.TryGetValue(write.Id, out var scenario) ? FateOf(scenario, write) : Fate.Stored;

        await EndAsync(scenarios.Values, waits, node);

        await CheckAsync(scenarios.Values, node);
        AssertStruck(scenarios);
    }

    /// <summary>What is rejected is rejected for what it holds, and therefore every time.</summary>
    private static Fate FateOf(Scenario scenario, SweepWrite write)
    {
        var isRejectedAgain = scenario.HoldsRejected(write.Events);
        if (!isRejectedAgain && (write.Number != scenario.Point || !scenario.Strike()))
            return Fate.Stored;
        var fate = Fates.Single(fate => What(fate) == scenario.What);
        if (fate == Fate.Rejected)
            scenario.Reject(write.Events);
        return fate;
    }

    private static string What(Fate fate) => $"{fate} write";
}
