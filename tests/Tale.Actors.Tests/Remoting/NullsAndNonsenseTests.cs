using System.Collections.Immutable;
using Akka.Actor;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>F69: a start by a plain actor of another node is answered, always.</summary>
public sealed class NullsAndNonsenseTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    public static TheoryData<string, RejectionReason> Starts => new()
    {
        { "id", RejectionReason.InvalidId },
        { "definition", RejectionReason.UnknownDefinition },
        { "state", RejectionReason.StateDoesNotFit },
        { "unregistered", RejectionReason.StateDoesNotFit },
        { "payload", RejectionReason.StateDoesNotFit },
        { "surrogate", RejectionReason.UnknownDefinition },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task F69_a_start_with_nonsense_in_it_is_refused(string what, RejectionReason reason)
    {
        var start = new StartTransaction("t-1", "trip", Good);
        start = what switch
        {
            "id" => start with { TransactionId = null! },
            "definition" => start with { Definition = null! },
            "state" => start with { State = null! },
            "unregistered" => start with { State = new Unregistered(7) },
            "payload" => start with { State = new Payload(null!, default, 0, null!) },
            _ => start with { Definition = "\ud800" },
        };

        var rejected = await nodes.Region.Ask<TransactionRejected>(start, TaleSystem.Patience);

        Assert.Equal(reason, rejected.Reason);
        Assert.NotEmpty(rejected.Message);
    }

    [Fact]
    public async Task F69_null_headers_are_none()
    {
        var start = new StartTransaction("t-2", "trip", Good) { Headers = null!, NotifyOutcome = false };
        Assert.Equal("t-2", (await nodes.Region.Ask<TransactionAccepted>(start, TaleSystem.Patience)).TransactionId);
    }

    [Fact]
    public async Task F69_a_header_s_null_value_is_an_empty_one()
    {
        var start = new StartTransaction("t-3", "trip", Good)
        {
            Headers = ImmutableDictionary<string, string>.Empty.Add("a", null!).Add("b", "x"), NotifyOutcome = false,
        };
        await nodes.Region.Ask<TransactionAccepted>(start, TaleSystem.Patience);
        var view = await nodes.Region.Ask<TransactionView>(new GetTransaction("t-3"), TaleSystem.Patience);
        Assert.Equal(("", "x"), (view.Headers["a"], view.Headers["b"]));
    }

    private static Payload Good => new("trip", """{"id":7,"hotel":"Zum Löwen"}"""u8.ToArray());

    private sealed record Unregistered(int Id);
}
