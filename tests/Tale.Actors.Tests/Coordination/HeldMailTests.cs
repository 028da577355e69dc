using System.Collections.Immutable;
using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What waits for a coordinator while its database is away, and is sent again all the time.</summary>
public sealed class HeldMailTests
{
    private readonly HeldMail _mail = new();
    private readonly IActorRef _one = ActorRefs.Nobody;
    private readonly IActorRef _other = new Somebody("other");

    [Fact]
    public void Of_what_says_the_same_of_the_same_sender_only_so_many_are_kept_in_their_order()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _mail.AddAgain(new GetTransaction("t"), _one);
            _mail.AddAgain(new WatchTransaction("t"), _one);
            _mail.AddAgain(new CancelTransaction("t", "enough"), _one);
            _mail.AddAgain(new WatchTransaction("t"), _other);
            _mail.AddAgain(new StartChild(new StartTransaction("t", "d", new object()), null), _one);
        }
        _mail.AddAgain(new StartChild(new StartTransaction("t", "d", new object()), "enough"), _one);
        _mail.AddAgain(new CancelTransaction("t", "more than enough"), _one);

        Type[] round = [typeof(GetTransaction), typeof(WatchTransaction), typeof(CancelTransaction), typeof(WatchTransaction), typeof(StartChild)];
        Assert.Equal(
            [.. Enumerable.Repeat(round, HeldMail.MostOfTheSame).SelectMany(types => types), typeof(StartChild), typeof(CancelTransaction)],
            _mail.All.Select(held => held.Message.GetType()));
    }

    [Fact]
    public void Who_watches_no_more_and_then_again_watches()
    {
        _mail.AddAgain(new WatchTransaction("t"), _one);
        _mail.AddAgain(new WatchTransaction("t"), _other);
        _mail.AddAgain(new UnwatchTransaction("t"), _one);
        Assert.Equal([(typeof(WatchTransaction), _other), (typeof(UnwatchTransaction), _one)], Held());

        _mail.AddAgain(new WatchTransaction("t"), _one);
        Assert.Equal([(typeof(WatchTransaction), _other), (typeof(UnwatchTransaction), _one), (typeof(WatchTransaction), _one)], Held());
    }

    [Fact]
    public void What_has_just_come_is_kept_as_often_as_it_came()
    {
        for (var i = 0; i < 100; i++)
            _mail.Add(new CancelTransaction("t", "enough"), _one);

        Assert.Equal(100, _mail.Count);
    }

    /// <summary>Users' values are compared by users' code, which may do anything.</summary>
    [Fact]
    public void Users_values_are_not_looked_at()
    {
        var start = new StartTransaction("t", "d", new Hostile());
        _mail.AddAgain(start, _one);
        _mail.AddAgain(new StartTransaction("t", "d", new Hostile()), _one);
        _mail.AddAgain(new SignalTransaction("t", "go", "s-1", new Hostile()), _one);

        Assert.Equal(3, _mail.Count);
    }

    /// <summary>A client that asks again has made one start and many messages of it.</summary>
    [Fact]
    public void A_start_that_is_sent_again_is_the_same()
    {
        var request = Request();
        for (var i = 0; i < 1_000; i++)
            _mail.AddAgain(new StartEnvelope(new StartTransaction("t", "d", new Hostile()), request, IsIdNew: i == 0), _one);
        _mail.AddAgain(new StartEnvelope(new StartTransaction("t", "d", new Hostile()), Request(), IsIdNew: true), _one);

        Assert.Equal(HeldMail.MostOfTheSame + 1, _mail.Count);

        static StartRequest Request() => new("t", "d", 1, null, ImmutableDictionary<string, string>.Empty, "node-1");
    }

    /// <summary>Each call is a sender of its own, so the same question from the same sender is rare.</summary>
    [Fact]
    public void Of_all_who_ask_how_it_stands_the_last_are_kept_and_all_who_want_something_done()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _mail.AddAgain(new GetTransaction("t"), new Somebody($"{i}"));
            if (i % 100 == 0)
                _mail.AddAgain(new CancelTransaction("t", $"{i}"), _one);
        }
        for (var i = 0; i < 3_000; i++)
            _mail.Add(new GetTransaction("t"), new Somebody($"new {i}"));
        var last = new Somebody("last");
        _mail.AddAgain(new GetTransactionPlan("t"), last);

        Assert.Equal(100, _mail.All.Count(held => held.Message is CancelTransaction));
        Assert.InRange(_mail.Count - 100, HeldMail.MostQuestions, 2 * HeldMail.MostQuestions);
        Assert.Same(last, _mail.All[^1].Sender);
    }

    private IEnumerable<(Type, IActorRef)> Held() => _mail.All.Select(held => (held.Message.GetType(), held.Sender));

    private sealed class Hostile
    {
        public override bool Equals(object? obj) => throw new InvalidOperationException("no");

        public override int GetHashCode() => throw new InvalidOperationException("no");
    }

    private sealed class Somebody(string name) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / name;

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
