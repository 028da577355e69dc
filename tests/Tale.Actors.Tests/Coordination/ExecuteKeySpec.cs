using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>An undo may name what it undoes by the key under which that was done.</summary>
public sealed class ExecuteKeySpec
{
    [Fact]
    public async Task A_compensation_knows_the_key_under_which_the_step_was_executed()
    {
        var keys = new Trace();
        var definition = Transaction.Define<int>("t")
            .Step("one", (int x, StepContext step) => Note(x, step)).Undo((x, step) => Note(x, step))
            .Step("two", (int _) => throw new AbortRetriesException("no"))
            .Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 7, "t-1");

        Assert.Equal(
            ["t-1/one/execute = t-1/one/execute", "t-1/one/compensate = t-1/one/execute"],
            keys.Lines);

        int Note(int x, StepContext step)
        {
            keys.Add($"{step.IdempotencyKey} = {step.ExecuteKey}");
            return x;
        }
    }

    [Fact]
    public void A_participant_is_told_the_key_under_which_the_step_was_executed() => Assert.Equal(
        "t-1/a/execute", new CompensateStep("t-1", "a", "t-1/a/compensate", 3, 2, null, StepOutcome.Succeeded).ExecuteKey);
}
