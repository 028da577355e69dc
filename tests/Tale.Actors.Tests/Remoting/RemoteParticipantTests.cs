using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>F69: a participant on another node, and what does not get there or back.</summary>
public sealed class RemoteParticipantTests : IAsyncLifetime
{
    private static readonly string Huge = new('x', 500_000);

    private readonly RemoteNode _node = RemoteNode.Start();
    private readonly RemoteNode _elsewhere = RemoteNode.Start().Knows<string>();
    private readonly ConcurrentQueue<IStepRequest> _asked = new();

    [Fact]
    public async Task A_node_that_registers_no_more_than_the_types_plays_a_step()
    {
        var outcome = await RunAsync("small", execute => execute.Succeeded(execute.State + "er"));
        Assert.Equal(("smaller", TransactionStatus.Completed), (outcome.Result, outcome.Status));
    }

    [Fact]
    public async Task F69_a_state_over_the_frame_size_fails_the_step_and_is_never_sent()
    {
        var outcome = await RunAsync(Huge, execute => execute.Succeeded("?"));
        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Contains("maximum-frame-size", outcome.Failure!.Steps.Single().Message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task F69_an_output_over_the_frame_size_is_an_unknown_outcome_that_is_undone()
    {
        var outcome = await RunAsync("small", execute => execute.Succeeded(Huge));
        var undo = Assert.IsType<CompensateStep>(_asked.Last());
        Assert.Equal(("small", StepOutcome.Unknown), (undo.State, undo.Outcome));
        Assert.Contains("maximum-frame-size", outcome.Failure!.Steps.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F54_a_failure_without_a_message_is_a_failure()
    {
        var outcome = await RunAsync("small", execute => execute.Failed(null!));
        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    private Task<TransactionOutcome<string>> RunAsync(string state, Func<ExecuteStep, StepReply> answer)
    {
        var participant = _elsewhere.System.ActorOf(Props.Create(() => new Participant(_asked, answer)));
        var address = ParticipantAddress.AtPath(_elsewhere.AddressOf(participant));
        var definition = Transaction.Define<string>("t").Participant("one", address).Build();
        TaleExtension.For(_node.System).Start(TaleSystem.Options(definition));
        return TaleExtension.For(_node.System).Client.RunAsync(definition, state).WaitAsync(TaleSystem.Patience);
    }

    private sealed class Participant : ReceiveActor
    {
        public Participant(ConcurrentQueue<IStepRequest> asked, Func<ExecuteStep, StepReply> answer)
        {
            Receive<IStepRequest>(request =>
            {
                asked.Enqueue(request);
                Sender.Tell(request is CompensateStep undo ? undo.Succeeded() : answer((ExecuteStep)request));
            });
        }
    }
}
