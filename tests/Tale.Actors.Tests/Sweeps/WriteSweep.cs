namespace Tale.Actors.Tests.Sweeps;

/// <summary>Sweep 2: every write meets every fate.</summary>
public sealed class WriteSweep : Sweep
{
    private static readonly Fate[] Fates = [Fate.Failed, Fate.StoredButFailed, Fate.Rejected, Fate.Hung, Fate.StoredButHung, Fate.StoredLate];

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F21_F22_F23_a_transaction_ends_well_whatever_becomes_of_any_write(Waits waits)
    {
        await using var node = SweepNode.Start(World, "only", waits, "tale.coordinator.write-timeout = 30s");
        var points = await UndisturbedAsync(node, waits);
        var scenarios = Scenarios(waits, road => points[road].Writes, [.. Fates.Select(What)]);
        node.Journal.OnWrite = write => scenarios.TryGetValue(write.Id, out var scenario) && write.Number == scenario.Point && scenario.Strike()
            ? Fates.Single(fate => What(fate) == scenario.What)
            : Fate.Stored;

        await EndAsync(scenarios.Values, waits, node);

        // An output that the journal rejects is lost: its step counts as unknown.
        await CheckAsync(scenarios.Values, node, scenario => scenario.What == What(Fate.Rejected));
        AssertStruck(scenarios);
    }

    private static string What(Fate fate) => $"{fate} write";
}
