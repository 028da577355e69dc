using Tale.Actors.Cluster.Tests.Processes;
using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>What the nodes have to do while they are measured.</summary>
internal static class FigureDefinitions
{
    /// <summary>The variable that says which version of the definition that is being rolled out a node has: 1, or 2.</summary>
    public const string Version = "FIGURE_VERSION";

    /// <summary>Four trivial steps, as the benchmark's holiday.</summary>
    public static readonly TransactionDefinition<int, int> Plain = Transaction.Define<int>("plain")
        .Step("a", n => n + 1).Step("b", n => n + 1).Step("c", n => n + 1).Step("d", n => n + 1).Build();

    /// <summary>Three steps of 0.2 s.</summary>
    public static TransactionDefinition<int, int> Brisk(StepLedger ledger) => Steps("brisk", 1, 3, 200, ledger);

    /// <summary>One step of 20 s and one after it.</summary>
    public static TransactionDefinition<int, int> Long(StepLedger ledger) => Transaction.Define<int>("long")
        .Step("s0", (n, step) => WorkAsync(n, step, 20_000, ledger)).Step("s1", (int n, StepContext step) => WorkAsync(n, step, 0, ledger)).Build();

    /// <summary>One step that does not end while anything is measured.</summary>
    public static TransactionDefinition<int, int> Open(StepLedger ledger) => Steps("open", 1, 1, 600_000, ledger);

    public static TransactionDefinition<int, int> Rolled(StepLedger ledger, int version) => Steps("rolled", version, 1 + version, 100, ledger);

    public static IEnumerable<TransactionDefinition> All(StepLedger ledger)
    {
        var newest = Environment.GetEnvironmentVariable(Version) == "1" ? 1 : 2;
        return [Plain, Brisk(ledger), Long(ledger), Open(ledger), .. Enumerable.Range(1, newest).Select(version => Rolled(ledger, version))];
    }

    private static TransactionDefinition<int, int> Steps(string name, int version, int steps, int milliseconds, StepLedger ledger)
    {
        var definition = Transaction.Define<int>(name, version).Step("s0", (n, step) => WorkAsync(n, step, milliseconds, ledger));
        for (var i = 1; i < steps; i++)
            definition = definition.Step($"s{i}", (int n, StepContext step) => WorkAsync(n, step, milliseconds, ledger));
        return definition.Build();
    }

    private static async Task<int> WorkAsync(int n, StepContext step, int milliseconds, StepLedger ledger)
    {
        await ledger.WriteAsync(step);
        try
        {
            await Task.Delay(milliseconds, step.CancellationToken);
            return n;
        }
        finally
        {
            await ledger.WriteAsync(step, "done");
        }
    }
}
