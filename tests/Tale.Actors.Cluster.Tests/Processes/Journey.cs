using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>A transaction whose number says which of its steps fails: the others before it are undone.</summary>
internal static class Journey
{
    public const int Steps = 4;

    /// <returns>Null: none.</returns>
    public static int? FailsAt(int number) => number % 3 == 0 ? null : number % Steps;

    public static TransactionDefinition<int, int> Definition(StepLedger ledger)
    {
        var definition = Step(Transaction.Define<int>("journey"), 0);
        for (var i = 1; i < Steps; i++)
            definition = Step(definition, i);
        return definition.Build();

        TransactionBuilder<int, int> Step(TransactionBuilder<int, int> before, int index) => before
            .Step($"s{index}", (int number, StepContext step) => ExecuteAsync(index, number, step))
            .Undo((int _, StepContext step) => UndoAsync(step))
            .UndoUnknown((int _, StepContext step) => UndoAsync(step));

        async Task<int> ExecuteAsync(int index, int number, StepContext step)
        {
            var fails = FailsAt(number) == index;
            await ledger.WriteAsync(step, fails ? "fail" : null);
            await Task.Delay(300, step.CancellationToken);
            return fails ? throw new InvalidOperationException("as its number says") : number;
        }

        async Task UndoAsync(StepContext step)
        {
            await ledger.WriteAsync(step, "undo");
            await Task.Delay(300, step.CancellationToken);
        }
    }
}
