namespace Tale.Actors.Core;

/// <summary>
/// Commands folded into one atomic write: their events, the state after them, and the replies that may leave once it is stored.
/// Pure: what was stored before goes in, and time comes with every command.
/// </summary>
/// <typeparam name="TAsker">Who is replied to.</typeparam>
internal sealed class WriteBatch<TAsker>(TransactionState? written)
{
    private readonly List<Event> _events = [];
    private List<(TAsker To, Reply Reply)>? _replies;

    public TransactionState? Written { get; } = written;

    public TransactionState? State { get; private set; } = written;

    public IReadOnlyList<Event> Events => _events;

    public IReadOnlyList<(TAsker To, Reply Reply)> Replies => (IReadOnlyList<(TAsker To, Reply Reply)>?)_replies ?? [];

    /// <summary>The bytes of the states and error messages among the events, a character counted as one.</summary>
    public long Bytes { get; private set; }

    public void Add(Command command, TAsker asker, DateTimeOffset now)
    {
        var decision = Decide.On(State, command, now, Written);
        State = decision.State;
        _events.AddRange(decision.Events);
        if (decision.Reply is { } reply)
            (_replies ??= []).Add((asker, reply));
        Bytes += SizeOf(command);
    }

    private static long SizeOf(Command command) => command switch
    {
        Command.Start start => start.Request.State?.Data.Length ?? 0,
        Command.Executed executed => executed.Output?.Data.Length ?? 0,
        Command.Listed listed => listed.Items.Sum(item => (long)item.Data.Length),
        Command.ExecuteFailed failed => failed.Error.Message.Length,
        Command.CompensateFailed failed => failed.Error.Message.Length,
        Command.Operate operate => operate.Request.Output?.Data.Length ?? 0,
        Command.Signal signal => signal.Request.Payload?.Data.Length ?? 0,
        _ => 0,
    };

    /// <summary>What the write sets off.</summary>
    public IReadOnlyList<Effect> Effects()
    {
        var takesOver = _events.Exists(e => e is Event.CoordinatorRecovered);
        return State is null || _events.Count == 0 ? [] : takesOver ? Core.Effects.TakenOver(Written, State) : Core.Effects.Between(Written, State);
    }
}
