using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F69: a start by a plain actor is answered, always.</summary>
public sealed class AlwaysAnsweredSpec : ActorSpec
{
    [Theory]
    [InlineData("id")]
    [InlineData("definition")]
    [InlineData("state")]
    [InlineData("headers")]
    public void F69_a_start_with_a_null_is_answered(string which)
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        var start = new StartTransaction("t1", "t", 1);
        start = which switch
        {
            "id" => start with { TransactionId = null! },
            "definition" => start with { Definition = null! },
            "state" => start with { State = null! },
            _ => start with { Headers = null! },
        };
        var caller = CreateTestProbe();

        Region.Tell(start, caller);

        if (which == "headers")
            caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        else
            Assert.NotEmpty(caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Message);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("watch")]
    [InlineData("get")]
    public void F69_a_command_is_answered_although_its_log_could_not_be_read_at_first(string kind)
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        var left = 1;
        Stored.OnRead = stored =>
            Interlocked.Exchange(ref left, 0) == 1 ? throw new TimeoutException("not now, says the test") : stored.Payload;
        var caller = CreateTestProbe();

        Region.Tell(
            kind switch
            {
                "start" => new StartTransaction("t1", "t", 1),
                "watch" => new WatchTransaction("t1"),
                _ => new GetTransaction("t1"),
            },
            caller);

        Assert.Equal("t1", caller.ExpectMsg<IWithTransactionId>(TaleSystem.Patience).TransactionId);
        Assert.Equal(0, left);
    }
}
