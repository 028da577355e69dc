using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>F48: what the journal rejected is told by the next incarnation, and means what it meant.</summary>
public sealed class RejectedAnswerTests
{
    [Fact]
    public void F48_a_definite_failure_whose_text_was_rejected_is_a_definite_failure() =>
        new Story(Steps()).Succeeds("a", "1").Recovers(rejected: Rejected(Verdict.GiveUp, mayHave: false))
            .Then("failed b #1", "epoch 2", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void F48_a_failure_in_doubt_stays_in_doubt() =>
        new Story(Steps()).Succeeds("a", "1").Recovers(rejected: Rejected(Verdict.GiveUp, mayHave: true))
            .Then("unknown b #1", "epoch 2", "compensating").ThenDoes("undo b #1 with 1");

    [Fact]
    public void F48_an_attempt_that_an_earlier_incarnation_left_open_stays_in_doubt() =>
        new Story(Steps()).Succeeds("a", "1").Recovers().Recovers(rejected: Rejected(Verdict.GiveUp, mayHave: false))
            .Then("unknown b #1", "epoch 3", "compensating").ThenDoes("undo b #1 with 1");

    private static RejectedAnswer Rejected(Verdict verdict, bool mayHave) =>
        new(
            new AttemptRef("b", Direction.Execute, 1),
            new AttemptError("FailureNotStored", "rejected", verdict, 0) { MayHaveTakenEffect = mayHave });

    private static TransactionDefinition<int, int> Steps() => Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo((int _) => { }).Step("b", (int x) => x).Undo((int _) => { }).Build();
}
