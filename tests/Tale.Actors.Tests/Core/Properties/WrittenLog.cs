using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What a run has written, the core's state after it, and the model that was told the same.</summary>
internal sealed class WrittenLog
{
    private readonly Comparison _comparison;

    /// <summary>What the model was told, and the length of the log before the write that says so.</summary>
    private readonly List<(int At, Action<Model> Tell)> _told = [];

    public WrittenLog(Scenario scenario)
    {
        Defined = Plan.Of(Tree.Define(scenario));
        Model = new Model(scenario);
        _comparison = new Comparison(Model);
    }

    /// <summary>The first events of another log, which an owner reads; the model has heard the answers that these events hold.</summary>
    public WrittenLog(Scenario scenario, WrittenLog earlier, int length)
        : this(scenario)
    {
        Events.AddRange(earlier.Events.Take(length));
        State = Fold(Defined, Events);
        // Only a whole write is what the model knows. A journal may yet lose the rest of one.
        HasModel = earlier.HasModel && earlier.History.Exists(moment => moment.Length == length);
        foreach (var (at, tell) in earlier._told.TakeWhile(told => told.At < length))
            Tell(at, tell);
        Model.Unwanted.Clear();
    }

    /// <summary>Off for properties that are to see a fault by themselves, though the model would see it first.</summary>
    public bool HasModel { get; set; } = true;

    /// <summary>The definition's plan, without items.</summary>
    public Plan Defined { get; }

    /// <summary>With the steps of the items that are known by now.</summary>
    public Plan Plan => State?.Plan ?? Defined;

    public Model Model { get; }

    public TransactionState State { get; private set; } = null!;

    /// <summary>Every event, as it came back from its bytes.</summary>
    public List<Event> Events { get; } = [];

    public List<Moment> History { get; } = [];

    public static TransactionState Fold(Plan plan, IEnumerable<Event> log) =>
        log.Skip(1).Aggregate(Evolve.Start(plan, (Event.TransactionStarted)log.First()), Evolve.Apply);

    /// <summary>A new owner reads it.</summary>
    public void Read() => State = Fold(Defined, Events);

    /// <returns>Null: nothing was written.</returns>
    public Moment? Write(DateTimeOffset now, params (Command Command, Action<Model> Tell)[] batch)
    {
        var write = new WriteBatch<int>(State);
        var at = Events.Count;
        Tell(at, model => model.Now = now);
        foreach (var (command, tell) in batch)
        {
            var before = write.Events.Count;
            write.Add(command, 0, now);
            Assert.True(command is not Command.Answer || write.Events.Count > before, $"{command} brought about nothing.");
            Tell(at, tell);
            if (command is Command.Change && HasModel)
                Assert.Equal(Model.Outside.Reply, Heard(write.Replies[^1].Reply));
        }
        Tell(at, model => model.Stored());
        State = write.State!;
        return write.Events.Count == 0 ? null : Append(write.Events, now, write.Effects());
    }

    /// <summary>An event that no command of the core leads to.</summary>
    public Moment Store(DateTimeOffset now, Event e, Action<Model> tell)
    {
        Tell(Events.Count, model => model.Now = now);
        Tell(Events.Count, tell);
        Tell(Events.Count, model => model.Stored());
        var before = State;
        State = Evolve.Apply(before, e);
        return Append([e], now, Effects.Between(before, State));
    }

    /// <summary>What has to be so at any time.</summary>
    public void Compare(DateTimeOffset now, Hands hands)
    {
        if (HasModel)
            _comparison.Of(State, now, hands);
    }

    /// <summary>What has to be so after a write, once its effects are carried out.</summary>
    public void Compare(Moment moment, Hands hands)
    {
        // A new incarnation learns the outcome of what it has issued again before it gives it up.
        if (HasModel && !moment.TakesOver)
            _comparison.OfUnwanted(moment.Effects, Plan, hands);
        Model.Unwanted.Clear();
    }

    private void Tell(int at, Action<Model> tell)
    {
        _told.Add((at, tell));
        if (!HasModel)
            return;
        tell(Model);
        Model.Open();
    }

    private static Told Heard(Reply reply) => reply switch
    {
        Reply.Done => Told.Done,
        Reply.Rejected => Told.Refused,
        _ => Told.Outcome,
    };

    private Moment Append(IReadOnlyList<Event> events, DateTimeOffset now, IReadOnlyList<Effect> effects)
    {
        Events.AddRange(events.Select(EventBytes.Through));
        var moment = new Moment(Events.Count, now, State, effects) { TakesOver = events.Any(e => e is Event.CoordinatorRecovered) };
        History.Add(moment);
        return moment;
    }
}
