using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>
/// A transaction that an incarnation of today takes over and drives to its end, where every attempt goes well and time passes as needed.
/// </summary>
internal sealed class Continued
{
    private const int MostTurns = 100;

    private readonly List<string> _done = [];
    private readonly Queue<AttemptKey> _issued = new();
    private DateTimeOffset _now;

    public Continued(TransactionState state, DateTimeOffset now)
    {
        State = state;
        _now = now;
        Write(new Command.Recover("today", 5, []));
        for (var turn = 0; turn < MostTurns && (_issued.Count > 0 || State.NextDue is not null); turn++)
            Turn();
    }

    public TransactionState State { get; private set; }

    /// <summary>What was issued and waited for, in that order: steps, undos with a '-', and numbers of attempts past the first.</summary>
    public string Done => string.Join(" ", _done);

    private void Turn()
    {
        if (!_issued.TryDequeue(out var attempt))
        {
            var due = State.NextDue!.Value;
            _done.Add($"({(due > _now ? due - _now : TimeSpan.Zero).TotalMinutes:0.#} min)");
            _now = due > _now ? due : _now;
            Write(new Command.Tick());
            return;
        }
        var step = State.Steps[attempt.Step];
        Command answer = attempt.Direction == Direction.Compensate
            ? new Command.Compensated(attempt.Step, State.Epoch, attempt.Number)
            : new Command.Executed(attempt.Step, State.Epoch, attempt.Number, new Payload("int32", Encoding.UTF8.GetBytes("100")));
        Assert.Equal(attempt.Number, step.OpenNumber);
        Write(answer);
    }

    private void Write(Command command)
    {
        var write = new WriteBatch<int>(State);
        write.Add(command, 0, _now);
        State = write.State!;
        foreach (var attempt in write.Effects().OfType<Effect.Issue>().Select(effect => effect.Attempt))
        {
            _issued.Enqueue(attempt);
            var direction = attempt.Direction == Direction.Compensate ? "-" : "";
            _done.Add($"{direction}{State.Plan.Steps[attempt.Step].Path}{(attempt.Number > 1 ? $"#{attempt.Number}" : "")}");
        }
    }
}
