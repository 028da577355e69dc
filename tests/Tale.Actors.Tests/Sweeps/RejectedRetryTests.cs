using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Sweeps;

public sealed class RejectedRetryTests
{
    [Fact]
    public void F48_a_failure_that_the_journal_rejected_and_that_is_tried_again_leaves_no_doubt()
    {
        var definition = Transaction.Define<int>("t").Step("a", (int n) => n + 1, step => step.Retry(1)).Undo(_ => { }).Build();
        var error = new AttemptError("FailureNotStored", "no", Verdict.Retry, 0);
        var heard = new RejectedAnswer(new AttemptRef("a", Direction.Execute, 1), error);

        new Story(definition).Recovers(rejected: heard).After(TimeSpan.FromSeconds(1)).Fails("a", Verdict.GiveUp, 2)
            .Then("failed a #2", "compensating", "compensated");
    }
}
