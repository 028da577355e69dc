using Akka.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F21: what a step leaves cannot be stored. It took effect, so it is undone.</summary>
public sealed class OutputSpec() : ActorSpec("tale.max-payload-bytes = 1000")
{
    private readonly Trace _trace = new();

    public sealed record Parcel(string Text, bool Explodes = false)
    {
        public string Fuse => Explodes ? throw new InvalidOperationException("boom while it is written") : "none";
    }

    [Theory]
    [InlineData(false, "boom while it is written")]
    [InlineData(true, "tale.max-payload-bytes")]
    public async Task F21_an_output_that_cannot_be_stored_is_an_unknown_outcome_and_is_undone_from_the_input(bool tooLarge, string reason)
    {
        var definition = Transaction.Define<Parcel>("t")
            .Step("one", (p, _) => p).Undo((p, step) => _trace.Add($"one: {p.Text} {step.Outcome}"))
            .Step("two", (p, _) => tooLarge ? p with { Text = new string('x', 2_000) } : p with { Explodes = true }, s => s.Retry(3))
            .Undo((p, step) => _trace.Add($"two: {p.Text} {step.Outcome}"))
            .Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, new Parcel("start")).WaitAsync(TaleSystem.Patience);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Contains(reason, outcome.Failure!.Message);
        Assert.Equal(["two: start Unknown", "one: start Succeeded"], _trace.Lines);
    }

    [Fact]
    public void A_participant_that_answers_with_another_type_is_asked_to_undo_from_the_input()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<OutputSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<OutputSpec>()).Build());

        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded("no number"));
        participant.Reply(participant.ExpectMsg(new CompensateStep("t1", "one", "t1/one/compensate", 1, 1, 7, StepOutcome.Unknown), TaleSystem.Patience).Succeeded());

        Assert.Contains("answered with a String", caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Message);
    }

    [Fact]
    public void A_participant_whose_output_is_too_large_is_asked_to_undo_from_the_input()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<OutputSpec>(participant.Ref);
        Run(Transaction.Define<string>("t").Participant("one", ParticipantAddress.Registered<OutputSpec>()).Build());

        var caller = Started("t1", "t", "small");
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(new string('x', 2_000)));
        participant.Reply(participant.ExpectMsg(new CompensateStep("t1", "one", "t1/one/compensate", 1, 1, "small", StepOutcome.Unknown), TaleSystem.Patience).Succeeded());

        Assert.Contains("tale.max-payload-bytes", caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Message);
    }

    [Fact]
    public async Task F21_a_failure_text_is_cut_before_it_is_stored()
    {
        var definition = Transaction.Define<int>("t").Fails("one", new string('x', 100_000)).Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 1).WaitAsync(TaleSystem.Patience);

        Assert.Equal(2_003, Assert.Single(Assert.Single(outcome.Failure!.Steps).Attempts).Message.Length);
    }
}
