using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

public sealed class SecretFailures() : ActorSpec("""
    akka.loglevel = DEBUG
    akka.log-dead-letters = on
    akka.log-dead-letters-during-shutdown = on
    akka.actor.debug { receive = on, autoreceive = on, lifecycle = on, event-stream = on, unhandled = on }
    tale.coordinator.restart-min-backoff = 10ms
    """)
{
    private const string Canary = "canary-4711-secret";

    public sealed record Card(string Number);

    [Fact]
    public async Task F42_a_secret_in_a_state_or_an_exception_is_in_no_log()
    {
        var definition = Transaction.Define<Card>("pay")
            .Step("one", (Card card) => card with { Number = card.Number + "!" }, Counting.UndoOnce)
            .Undo(card => throw new InvalidOperationException($"undo of {card.Number} failed"))
            .Step("two", (Card card) => card.Number.Length < 0 ? card : throw new InvalidOperationException($"the card {card.Number} was declined"), s => s.Retry(2))
            .Build();
        Run(definition);
        Stored.DisturbOnce(typeof(Event.StepAttemptFailed), WriteFate.StoreAndFail);

        var outcome = await Client.RunAsync(definition, new Card(Canary), new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);
        await Until.IsTrueAsync(() => Logged.Lines.Any(line => line.Contains("reading the log again", StringComparison.Ordinal)));
        await Sys.Terminate();

        // It was there to be leaked: whoever may read the transaction sees it.
        Assert.Contains(Canary, outcome.Failure!.Message);
        Assert.NotEmpty(Logged.Lines);
        Assert.Equal("", string.Join("\n", Logged.Lines.Where(line => line.Contains(Canary, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task F42_a_secret_in_a_start_that_is_refused_is_in_no_log()
    {
        Run(Transaction.Define<Card>("pay").Step("one", card => card).Build());
        Stored.DisturbOnce(typeof(Event.TransactionStarted), WriteFate.Reject);

        await Assert.ThrowsAsync<TransactionRejectedException>(() => Client.StartAsync("pay", new Card(Canary), new StartOptions { TransactionId = "t1" }));
        await Assert.ThrowsAsync<TransactionRejectedException>(() => Client.StartAsync("pay", Canary, new StartOptions { TransactionId = "t2" }));
        await Until.IsTrueAsync(() => Logged.Lines.Any(line => line.Contains("rejected a write", StringComparison.Ordinal)));

        Assert.Equal("", string.Join("\n", Logged.Lines.Where(line => line.Contains(Canary, StringComparison.Ordinal))));
    }
}
