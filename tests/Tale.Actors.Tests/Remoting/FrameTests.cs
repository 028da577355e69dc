using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>F69: what is larger than a frame of Akka.Remote is answered, or said, and not dropped with a line in the log.</summary>
public sealed class FrameTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const string Setting = "akka.remote.dot-netty.tcp.maximum-frame-size";

    private static readonly string Huge = new('x', 1_000_000);
    private static readonly Payload HugeJson = new("string", System.Text.Encoding.UTF8.GetBytes($"\"{Huge}\""));
    private static readonly Payload Small = new("string", "\"small\""u8.ToArray());
    private static readonly AttemptFailure Attempt = new("TimeoutException", new string('m', 2000), 1, DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task F69_a_start_over_the_frame_size_is_answered_with_what_to_do()
    {
        var caller = Inbox.Create(nodes.Here.System);
        nodes.Region.Tell(new StartTransaction("t-1", "echo", Huge), caller.Receiver);

        var rejected = Assert.IsType<TransactionRejected>(await caller.ReceiveAsync(TaleSystem.Patience));

        Assert.Equal(("t-1", RejectionReason.PayloadTooLarge), (rejected.TransactionId, rejected.Reason));
        Assert.Contains($"{Setting} = 128000", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("takes 1000", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_just_fits_is_not_cut()
    {
        var accepted = await nodes.Region.Ask<object>(
            new StartTransaction("t-2", "echo", new string('x', 120_000)) { NotifyOutcome = false }, TaleSystem.Patience);
        Assert.IsType<TransactionAccepted>(accepted);
    }

    [Fact]
    public async Task F69_a_result_over_the_frame_size_is_no_null()
    {
        var back = await nodes.ThereAndBack(new TransactionCompleted("t-1", Huge));
        var result = Assert.IsType<UnsentValue>(back.Result);
        Assert.True(result.IsTooLarge);
        Assert.Contains(Setting, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F69_a_view_over_the_frame_size_comes_without_its_payloads_and_says_so()
    {
        var view = View with { State = HugeJson, Headers = new Dictionary<string, string> { ["tenant"] = "acme" } };
        var back = await nodes.ThereAndBack(view);
        Assert.True(back.IsTruncated);
        Assert.Null(back.State);
        Assert.Equal((view.TransactionId, view.Version, view.Status), (back.TransactionId, back.Version, back.Status));
        Assert.Equal(["a", "b"], back.Steps.Select(step => step.Path));
        Assert.All(back.Steps, step => Assert.Null(step.Output));
        Assert.Equal("acme", back.Headers["tenant"]);
    }

    [Fact]
    public async Task F69_a_view_with_thousands_of_errors_arrives()
    {
        var failure = new StepFailure("a", "Failed", [.. Enumerable.Repeat(Attempt, 500)]);
        var withErrors = await nodes.ThereAndBack(View with { Failure = new TransactionFailure("no", [failure], []) });
        Assert.True(withErrors.IsTruncated && withErrors.Failure!.IsTruncated);
        Assert.Equal(("no", "Failed"), (withErrors.Failure!.Message, withErrors.Failure.Steps.Single().Message));

        var steps = Enumerable.Range(0, 5000).Select(i => View.Steps[0] with { Path = $"step-with-a-long-name-{i}", Output = null });
        var withSteps = await nodes.ThereAndBack(View with { Steps = [.. steps] });
        Assert.True(withSteps.IsTruncated);
        Assert.Equal(("t-1", TransactionStatus.Running), (withSteps.TransactionId, withSteps.Status));
    }

    [Fact]
    public async Task F69_the_view_of_a_child_says_whose_it_is_however_large_it_is()
    {
        var steps = Enumerable.Range(0, 5000).Select(i => View.Steps[0] with { Path = $"step-with-a-long-name-{i}", Output = null });
        var headers = new Dictionary<string, string> { [ChildTransactions.ParentHeader] = "p-1", ["tenant"] = new('x', 130_000) };

        var back = await nodes.ThereAndBack(View with { Steps = [.. steps], Headers = headers });

        Assert.True(back.IsTruncated);
        Assert.Equal("p-1", Assert.Single(back.Headers).Value);
    }

    [Fact]
    public async Task F69_the_start_of_a_child_over_the_frame_size_is_answered_with_what_to_do()
    {
        var start = new StartTransaction("p-1:c", "echo", HugeJson);
        var back = await nodes.ThereAndBack(new StartChild(start, new string('r', 200_000)));
        Assert.True(Assert.IsType<UnsentValue>(back.Start.State).IsTooLarge);

        var caller = Inbox.Create(nodes.Here.System);
        nodes.Region.Tell(new StartChild(start, null), caller.Receiver);
        Assert.Equal(RejectionReason.PayloadTooLarge, Assert.IsType<TransactionRejected>(await caller.ReceiveAsync(TaleSystem.Patience)).Reason);
    }

    [Fact]
    public async Task F69_a_start_that_was_cut_is_not_taken_for_another_one_of_the_same_id()
    {
        TaleExtension.For(nodes.There.System).Region.Tell(new StartTransaction("t-3", "echo", Huge) { NotifyOutcome = false });
        var caller = Inbox.Create(nodes.Here.System);
        nodes.Region.Tell(new StartTransaction("t-3", "echo", Huge), caller.Receiver);

        Assert.Equal(RejectionReason.PayloadTooLarge, Assert.IsType<TransactionRejected>(await caller.ReceiveAsync(TaleSystem.Patience)).Reason);
    }

    [Theory]
    [InlineData(typeof(TransactionCompensated))]
    [InlineData(typeof(TransactionFailed))]
    [InlineData(typeof(TransactionSuspended))]
    public async Task F69_an_outcome_with_thousands_of_errors_arrives(Type kind)
    {
        var failure = new TransactionFailure("no", [new StepFailure("a", "Failed", [.. Enumerable.Repeat(Attempt, 500)])], []);
        ITransactionOutcome outcome = kind == typeof(TransactionCompensated) ? new TransactionCompensated("t-1", failure)
            : kind == typeof(TransactionFailed) ? new TransactionFailed("t-1", failure)
            : new TransactionSuspended("t-1", "waits", failure);

        var back = await nodes.ThereAndBack<object>(outcome);

        Assert.IsType(kind, back);
        var seen = (TransactionFailure)kind.GetProperty("Failure")!.GetValue(back)!;
        Assert.True(seen.IsTruncated);
        Assert.Equal("no", seen.Message);
    }

    [Fact]
    public async Task F69_a_participant_s_answer_over_the_frame_size_arrives()
    {
        var succeeded = await nodes.ThereAndBack(new StepReply.Succeeded("t-1", "a", 1, 1, Huge));
        Assert.IsType<UnsentValue>(succeeded.Output);
        Assert.InRange((await nodes.ThereAndBack(new StepReply.Failed("t-1", "a", 1, 1, Huge))).Message.Length, 1000, 3000);
        Assert.InRange((await nodes.ThereAndBack(new StepReply.Retry("t-1", "a", 1, 1, Huge, null))).Message.Length, 1000, 3000);
    }

    [Fact]
    public async Task F69_no_command_is_too_large_to_be_answered()
    {
                Assert.IsType<TransactionNotFound>(await nodes.Region.Ask<object>(new GetTransaction(Huge), TaleSystem.Patience));
        var rejected = await nodes.Region.Ask<TransactionRejected>(new StartTransaction(Huge, Huge, Huge), TaleSystem.Patience);
        Assert.Equal(RejectionReason.InvalidId, rejected.Reason);
    }

    [Fact]
    public void A_request_over_the_frame_size_is_known_before_it_is_sent_to_another_node()
    {
        var participant = nodes.There.SeenFrom(nodes.Here, nodes.There.Echo());
        var request = new ExecuteStep("t-1", "a", "t-1/a/execute", 1, 1, Huge);
        Assert.Contains(Setting, FrameLimit.ProblemOf(nodes.Here.System, participant, request, HugeJson), StringComparison.Ordinal);
        Assert.Null(FrameLimit.ProblemOf(nodes.Here.System, participant, request with { State = "small" }, Small));
        Assert.Null(FrameLimit.ProblemOf(nodes.Here.System, nodes.Here.Echo(), request, HugeJson));
        var unregistered = request with { State = Guid.Empty };
        Assert.Contains("Guid", FrameLimit.ProblemOf(nodes.Here.System, participant, unregistered, HugeJson), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_without_remoting_has_no_limit()
    {
        await using var local = TaleSystem.Start();
        Assert.Null(FrameLimit.Of(local.System));
        Assert.Equal(128_000, FrameLimit.Of(nodes.Here.System)!.Bytes);
    }

    private static TransactionView View => new("t-1", "echo", 2, TransactionStatus.Running)
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        Steps =
        [
            new StepView("a", StepStatus.Succeeded, 1, 0, null, Small, null),
            new StepView("b", StepStatus.Running, 1, 0, null, null, null),
        ],
    };
}
