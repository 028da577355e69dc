using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>
/// Transactions whose first step is a local one that can be undone, and whose second one a desk plays. Three failures open its circuit.
/// A timeout is much longer than resends that a slow machine can take, and an outage much longer than that.
/// </summary>
public abstract class DeskSpec(string hocon = "") : VirtualTimeSpec($$"""
    tale.participants.circuit { failures = 3, min-open = 1000h, max-open = 8000h }
    tale.steps.timeout-grace = 1s
    tale.watchdog.interval = 100000h
    akka.loglevel = INFO
    {{hocon}}
    """)
{
    protected static readonly ParticipantAddress Address = ParticipantAddress.Registered<DeskSpec>();
    protected static readonly TimeSpan Limit = TimeSpan.FromHours(10);
    protected static readonly TimeSpan Resend = TimeSpan.FromSeconds(5);

    /// <summary>After this the desk is tried, whatever chance says.</summary>
    protected static readonly TimeSpan Outage = TimeSpan.FromHours(1000);

    private readonly Dictionary<string, TestProbe> _callers = [];

    internal DeskBook Book { get; } = new();

    protected IReadOnlyList<ParticipantCircuit> Circuits => TaleExtension.For(Sys).Participants.Circuits;

    protected ParticipantCircuit Circuit => Circuits.Single(circuit => circuit.Address == Address.ToString());

    protected TransactionDefinition<int, int> Booking(string name = "t", Func<StepOptions, StepOptions>? configure = null) =>
        Transaction.Define<int>(name).Step("before", n => n + 1).Undo(_ => Trace.Add("before undone"))
            .Participant("desk", Address, configure ?? (step => step.Timeout(Limit).TimeoutCompensation(Limit))).Build();

    private protected IActorRef OpenDesk(DeskBook? book = null)
    {
        book ??= Book;
        var desk = Sys.ActorOf(Props.Create(() => new Desk(book)));
        ActorRegistry.For(Sys).Register<DeskSpec>(desk, overwrite: true);
        return desk;
    }

    /// <summary>Starts transactions, and waits until each has its desk to be asked.</summary>
    protected IReadOnlyList<string> StartMany(string prefix, int count, string definition = "t")
    {
        List<string> ids = [.. Enumerable.Range(1, count).Select(i => $"{prefix}{i}")];
        foreach (var id in ids)
            _callers[id] = Started(id, definition, 1);
        foreach (var id in ids)
            WaitUntilStored(id, "StepSucceeded");
        return ids;
    }

    /// <summary>Three have no answer in their time: their undos are parked.</summary>
    protected IReadOnlyList<string> BreakCircuit()
    {
        var ids = StartMany("lost", 3);
        AwaitAssert(() => Assert.Equal(3, Book.Asked.Count), TaleSystem.Patience);
        Time.Advance(Limit);
        foreach (var id in ids)
            PassUntilStored(id, "CompensationStarted");
        WaitUntilParked(3);
        Assert.Equal((CircuitState.Open, 3), (Circuit.State, Circuit.Failures));
        return ids;
    }

    protected void WaitUntilParked(int count) => AwaitAssert(() => Assert.Equal(count, Circuit.Parked), TaleSystem.Patience);

    protected void EndWell(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            Assert.Equal(3, _callers[id].ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
    }

    protected void AreUndone(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            _callers[id].ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    /// <summary>Time passes in steps of a resend: for whoever is held, and is sent again at its next turn.</summary>
    protected void PassResendsUntil(Action holds) => AwaitAssert(
        () =>
        {
            Time.Advance(Resend);
            holds();
        },
        TaleSystem.Patience, TimeSpan.FromMilliseconds(20));
}
