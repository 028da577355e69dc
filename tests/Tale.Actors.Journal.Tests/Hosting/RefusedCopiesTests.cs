using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Hosting;

/// <summary>A start that was sent several times is refused when each of them was: one that has no answer yet may be stored.</summary>
public sealed class RefusedCopiesTests : TestKit
{
    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly ActorSystem _system;
    private readonly TestProbe _region;
    private readonly ITaleClient _client;

    public RefusedCopiesTests()
    {
        var config = ConfigurationFactory.ParseString("tale.client { ask-timeout = 1h, rewatch-interval = 1s }");
        _system = ActorSystem.Create(
            "copies",
            BootstrapSetup.Create().WithConfig(config.WithFallback(TaleExtension.DefaultConfiguration())).And(new TaleTimeSetup(_time)));
        _region = CreateTestProbe(_system);
        TaleExtension.For(_system).StartClient(new TaleOptions().AddTransaction(AddOne), _region);
        _client = TaleExtension.For(_system).Client;
    }

    [Theory]
    [InlineData(RejectionReason.Overloaded)]
    [InlineData(RejectionReason.Stopping)]
    public async Task A_refusal_of_the_first_of_two_is_passed_over(RejectionReason reason)
    {
        var started = _client.StartAsync(AddOne, 1, new StartOptions { TransactionId = "t-1" });
        var caller = await NextAsync();
        _time.Advance(Again);
        await NextAsync();

        caller.Tell(Refused(reason));
        caller.Tell(new TransactionAccepted("t-1", "add-one", 1, TransactionStatus.Running));

        Assert.Equal(TransactionStatus.Running, (await started.WaitAsync(Eventually.Patience)).Status);
    }

    [Theory]
    [InlineData(RejectionReason.Overloaded)]
    [InlineData(RejectionReason.Stopping)]
    public async Task What_each_of_three_was_told_is_the_answer(RejectionReason reason)
    {
        var run = _client.RunAsync(AddOne, 1, new StartOptions { TransactionId = "t-1" });
        var caller = await NextAsync();
        for (var copy = 2; copy <= 3; copy++)
        {
            _time.Advance(Again);
            await NextAsync();
        }

        caller.Tell(Refused(RejectionReason.Overloaded));
        caller.Tell(Refused(RejectionReason.Overloaded));
        Assert.False(run.IsCompleted);
        caller.Tell(Refused(reason));

        var refused = await Assert.ThrowsAsync<TransactionRejectedException>(() => run.WaitAsync(Eventually.Patience));
        Assert.Equal(reason, refused.Rejection.Reason);
    }

    [Fact]
    public async Task What_has_its_refusal_is_not_sent_again()
    {
        var started = _client.StartAsync(AddOne, 1, new StartOptions { TransactionId = "t-1" });
        var waiting = _client.StartAsync(AddOne, 1, new StartOptions { TransactionId = "t-2" });
        var caller = await NextAsync();
        await NextAsync();

        caller.Tell(Refused(RejectionReason.Overloaded));
        _time.Advance(Again);

        await Assert.ThrowsAsync<TransactionRejectedException>(() => started.WaitAsync(Eventually.Patience));
        Assert.Equal("t-2", (await _region.ExpectMsgAsync<ITransactionCommand>(Eventually.Patience)).TransactionId);
        await _region.ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.False(waiting.IsCompleted);
    }

    [Theory]
    [InlineData(RejectionReason.Conflict)]
    [InlineData(RejectionReason.JournalUnavailable)]
    public async Task A_refusal_that_no_copy_can_escape_or_that_leaves_it_open_is_the_answer_at_once(RejectionReason reason)
    {
        var started = _client.StartAsync(AddOne, 1, new StartOptions { TransactionId = "t-1" });
        var caller = await NextAsync();
        _time.Advance(Again);
        await NextAsync();

        caller.Tell(Refused(reason));

        await Assert.ThrowsAsync<TransactionRejectedException>(() => started.WaitAsync(Eventually.Patience));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _system.Terminate().Wait(Eventually.Patience);
    }

    private static TransactionRejected Refused(RejectionReason reason) => new("t-1", reason, "Not now.");

    private async Task<IActorRef> NextAsync()
    {
        await _region.ExpectMsgAsync<ITransactionCommand>(Eventually.Patience);
        return _region.LastSender;
    }
}
