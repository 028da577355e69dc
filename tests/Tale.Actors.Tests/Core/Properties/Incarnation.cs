using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// The coordinator of a run, as one incarnation after another: what it has in hand, how it answers, and what it writes. After every write
/// the core's state is held against the model.
/// </summary>
internal sealed class Incarnation(Scenario scenario, WrittenLog written, Random random)
{
    private bool _isClosed;

    public WrittenLog Written => written;

    public Hands Hands { get; } = new();

    public StaleAnswers Stale { get; } = new(random);

    public Services Services { get; } = new(random);

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc cref="Run.Trace"/>
    public List<(string Path, bool IsUndo, string What)> Trace { get; } = [];

    /// <inheritdoc cref="Run.Interrupted"/>
    public HashSet<string> Interrupted { get; } = [];

    private TransactionState State => written.State;

    // Work.

    public void Work()
    {
        var queued = Hands.Queued;
        var answerable = Hands.Answerable;
        if (answerable.Length == 0 || (queued.Length > 0 && random.Next(2) == 0))
            Begin(queued[random.Next(queued.Length)]);
        else
            Write(Batch([.. Answers(answerable)]));
    }

    public IEnumerable<Said> Answers(Held[] answerable)
    {
        random.Shuffle(answerable);
        foreach (var held in answerable.Take(1 + random.Next(3)))
            yield return Answer(held);
    }

    public Said Answer(Held held)
    {
        Hands.Drop(held);
        if (held.IsGivenUp)
            return Said.Of(held, null, State.Epoch);
        var spec = written.Model.Steps[held.Path].Spec;
        var result = held.IsCancelled && spec.UnknownWhenCancelled ? Try.IsUnknown
            : held.IsUndo ? spec.Undo(held.Attempt.Number) : spec.Execution(held.Attempt.Number);
        Trace.Add((held.Path, held.IsUndo, result switch
        {
            Try.Succeeds or Try.KeepsInput => "done",
            Try.LeavesNothing => Run.LeftNothing,
            _ => "failed",
        }));
        if (!held.IsUndo)
            Services.Executed(held.Path, result);
        else if (result is Try.Succeeds or Try.KeepsInput or Try.IsResumed)
            Services.Undone(held.Path);
        // A timeout is such a failure, and what it gave up may yet come to its end.
        if (result is Try.FailsInDoubt or Try.IsUnknown)
            Stale.TimedOut(held, State.Epoch);
        return Said.Of(held, result, State.Epoch, spec.Lists);
    }

    /// <summary>Answers, and sometimes the clock between them.</summary>
    public (Command, Action<Model>)[] Batch(Said[] answers)
    {
        var now = Now;
        var batch = answers.Select(said => ((Command)said.Answer, (Action<Model>)(model => said.Tell(model, now)))).ToList();
        if (random.Next(4) == 0)
            batch.Insert(random.Next(batch.Count + 1), (new Command.Tick(), model => model.Ticked()));
        return [.. batch];
    }

    public void Tick() => Write((new Command.Tick(), model => model.Ticked()));

    private void Begin(Held held)
    {
        held.IsRunning = true;
        var model = written.Model;
        var mayBegin = !written.HasModel || held.IsUndo || held.IsRepetition || !model.IsDoomed || model.Steps[held.Path].IsWanted;
        Assert.True(mayBegin, $"'{held.Path}' begins after a definite failure.");
        Trace.Add((held.Path, held.IsUndo, "start"));
    }

    // Owners.

    /// <summary>From now on nothing begins. An answer that comes while it leaves counts yet; its clock does not.</summary>
    public void Leave()
    {
        _isClosed = true;
        SayLeave();
        if (random.Next(3) == 0)
            Tick();
        if (Hands.Answerable is [var answered, ..] && random.Next(3) == 0)
        {
            Write(Batch([Answer(answered)]));
            SayLeave();
        }
        _isClosed = false;
        Now += TimeSpan.FromSeconds(random.Next(3));
    }

    private void SayLeave()
    {
        var leaves = !Hands.AreEmpty;
        var notBegun = Hands.Queued.Where(_ => random.Next(5) > 0).ToList();
        notBegun.ForEach(Hands.Drop);
        Write((new Command.Leave([.. notBegun.Select(held => held.Attempt)]), model =>
        {
            if (leaves)
                model.Left(notBegun.Select(held => held.Path));
        }));
    }

    /// <param name="isAsked">It comes for somebody who wants something to be written.</param>
    public void Recover(bool isAsked, params (RejectedAnswer Answer, Try Result)[] rejected)
    {
        End();
        // Nodes' clocks differ.
        if (random.Next(4) == 0)
            Now -= TimeSpan.FromSeconds(30);
        var now = Now;
        written.Read();
        var heard = rejected.Select(entry => entry.Answer);
        var told = rejected.Select(
            entry => (entry.Answer.Attempt.Step, entry.Answer.Attempt.Direction == Direction.Compensate, entry.Result)).ToList();
        Write((
            new Command.Recover($"node-{State.Epoch + 1}", scenario.MaxIncarnations, [.. heard], isAsked),
            model => model.Recovered(now, told, isAsked)));
    }

    /// <summary>What it has in hand is forgotten, though it may have taken effect, and though somebody may still say so.</summary>
    public void End()
    {
        foreach (var held in Hands.All)
        {
            if (!held.IsUndo)
                Interrupted.Add(held.Path);
            if (held is { IsUndo: false, IsRunning: true })
                Services.WhoKnows(held.Path);
            Stale.Outlived(held, State.Epoch);
        }
        Hands.Clear();
        Trace.Add(("", false, Run.NewIncarnation));
    }

    /// <summary>It may take effect yet, and its answer comes too late.</summary>
    private void Abandon(AttemptKey attempt)
    {
        if (Hands.Find(attempt) is not { } held)
            return;
        Hands.Drop(held);
        if (held is { IsUndo: false, IsRunning: true })
            Services.WhoKnows(held.Path);
        Stale.TimedOut(held, State.Epoch);
        Trace.Add((held.Path, held.IsUndo, "failed"));
    }

    // Writes.

    public void Write(params (Command Command, Action<Model> Tell)[] batch)
    {
        var inHand = written.HasModel && written.Events.Count > 0
            ? written.Model.Open().Where(work => work.IsIssued).Select(work => (work.Path, work.Attempt)).ToHashSet()
            : [];
        if (written.Write(Now, batch) is { } moment)
            CarryOut(moment, attempt => moment.TakesOver && inHand.Contains(attempt));
    }

    public void CarryOut(Moment moment, Func<(string, int), bool> isRepetition)
    {
        foreach (var effect in moment.Effects)
        {
            var path = written.Plan.Steps[effect.Attempt.Step].Path;
            if (effect is Effect.Unwanted unwanted)
            {
                Hands.Unwant(path, unwanted);
                continue;
            }
            if (effect is Effect.Abandon)
            {
                Abandon(effect.Attempt);
                continue;
            }
            var held = Hands.Take(path, (Effect.Issue)effect, isRepetition((path, effect.Attempt.Number)));
            if (!_isClosed && random.Next(5) > 0)
                Begin(held);
        }
        written.Compare(moment, Hands);
    }
}
