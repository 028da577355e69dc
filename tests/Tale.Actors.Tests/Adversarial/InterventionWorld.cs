using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core.Properties;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>
/// A world with effects in it, and people who cancel, operate, and are late, while attempts fail, wait, and lose their incarnations. What
/// is checked is the world: nothing that took effect stays beside an end that says Compensated.
/// </summary>
public sealed class InterventionWorld
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void I5_whatever_people_do_the_end_tells_the_truth_about_the_world(int definition)
    {
        var plan = Plan.Of(Definition(definition));
        var ends = new Dictionary<TransactionStatus, int>();
        for (var seed = 0; seed < 1_000; seed++)
        {
            var end = new Life(plan, seed).Live();
            ends[end] = ends.GetValueOrDefault(end) + 1;
        }
        // All three are reached, or nothing is proved.
        Assert.Equal([TransactionStatus.Completed, TransactionStatus.Compensated, TransactionStatus.Failed], ends.Keys.Order());
    }

    private static TransactionDefinition Definition(int number)
    {
        var retry = new RetryPolicy { MaxRetries = 2, InitialDelay = TimeSpan.FromSeconds(30), MaxDelay = TimeSpan.FromHours(1), BackoffFactor = 1, Jitter = 0 };
        var builder = Transaction.Define<int>("t").Step("first", (int x) => x, s => s.Retry(retry).RetryCompensation(RetryPolicy.None)).Undo((int _) => { });
        var policy = number == 1 ? BranchFailurePolicy.FailFast : BranchFailurePolicy.Wait;
        return number switch
        {
            0 => builder.Step("text", (int x) => x.ToString(), s => s.Retry(retry)).Undo((string _) => { })
                .Step("length", (string x) => x.Length, s => s.RetryCompensation(retry)).Undo((int _) => { })
                .Step("mail", (int x) => x, s => s.Retry(retry)).Build(),
            _ => builder.Concurrent("both", block => block
                    .Branch(b => b.Step("a", (int x) => x, s => s.Retry(retry)).Undo((int _) => { })
                        .Step("b", (int x) => x.ToString(), s => s.RetryCompensation(retry)).Undo((string _) => { }))
                    .Branch(b => b.Concurrent("inner", inner => inner
                        .Branch(c => c.Step("c", (int x) => x, s => s.RetryCompensation(RetryPolicy.None)).Undo((int _) => { }))
                        .Branch(c => c.Step("d", (int x) => x, s => s.Retry(retry)))
                        .Join((x, _, _) => x), policy))
                    .Join((x, _, _) => x), policy)
                .Step("last", (int x) => x, s => s.Retry(retry).RetryCompensation(RetryPolicy.None)).Undo((int _) => { }).Build(),
        };
    }

    /// <summary>What is so in the world for one step.</summary>
    private sealed class Deed
    {
        public bool IsDone { get; set; }

        public bool IsUndone { get; set; }

        /// <summary>Nobody who knows only what was said can rule out that it is done.</summary>
        public bool MayBeDone { get; set; }

        /// <summary>An operator's word, or a missing undo, stands for what is not undone.</summary>
        public bool IsExcused { get; set; }

        public bool UndoBegan { get; set; }
    }

    private sealed class Life(Plan plan, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Deed[] _deeds = [.. plan.Steps.Select(_ => new Deed())];
        private readonly Dictionary<AttemptKey, bool> _hands = [];
        private readonly List<Command> _inbox = [];
        private readonly List<Event> _log = [];
        private readonly List<string> _told = [];
        private TransactionState _state = null!;
        private DateTimeOffset _now = Start;
        private int _commands;

        public TransactionStatus Live()
        {
            try
            {
                Begin();
                for (var turn = 0; turn < 400 && !_state.IsFinal; turn++)
                    Turn(isLate: turn > 150);
                Check(_state.IsFinal, "it has not ended");
                CheckEnd();
                return _state.Status;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} of {plan.Source.Name}: {e.Message}\n{string.Join('\n', _told)}", e);
            }
        }

        private void Begin()
        {
            var request = new StartRequest("t-1", plan.Definition, null, Said.Payload("1"), [], "node-1")
            {
                Plan = plan, Deadline = _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(300)) + TimeSpan.FromSeconds(1) : null,
            };
            var started = Starts.New(request, _now);
            _state = started.State!;
            _log.AddRange(started.Events);
            CarryOut(Effects.Resume(_state));
        }

        private void Turn(bool isLate)
        {
            _now += TimeSpan.FromSeconds(_random.Next(3) == 0 ? _random.Next(60) : 0);
            switch (_random.Next(isLate ? 8 : 14))
            {
                case 8 or 9:
                    Crash(isInOrder: _random.Next(2) == 0);
                    return;
                case 10 when _random.Next(4) == 0:
                    _inbox.Add(new Command.Cancel("enough"));
                    break;
                case 7 or 11:
                    Operate();
                    break;
                case 12:
                    _inbox.Add(new Command.Tick());
                    break;
                case 13:
                    break;
                default:
                    Work();
                    break;
            }
            if (_random.Next(3) > 0)
                Write();
            if (_hands.Count == 0 && _inbox.Count == 0 && !_state.IsFinal)
                Rest();
        }

        /// <summary>Nothing is under way: there is a time to wait for, or an operator is waited for and that can be seen.</summary>
        private void Rest()
        {
            Check(_state.NextDue is not null || (_state.StuckSteps > 0 && _state.IsSuspended), "it is stuck, and nobody sees it");
            if (_state.NextDue is { } due && due > _now)
                _now = due;
            _inbox.Add(new Command.Tick());
            Write();
            if (_state.StuckSteps > 0 && _hands.Count == 0)
                Operate();
        }

        private void Operate()
        {
            var stuck = plan.Steps.Where(step => _state[step].IsStuck || _state[step].IsWaiting).ToList();
            var step = stuck.Count > 0 && _random.Next(4) > 0 ? stuck[_random.Next(stuck.Count)] : plan.Steps[_random.Next(plan.Steps.Count)];
            var action = (OperatorAction)_random.Next(1, 8);
            if (action == OperatorAction.Compensate && _random.Next(3) > 0)
                action = OperatorAction.RetryNow;
            var output = step.Node.OutputType == typeof(string) ? "\"7\"" : "7";
            _inbox.Add(new Command.Operate(new InterventionRequest(
                $"c-{++_commands}", action,
                _random.Next(6) == 0 || action is OperatorAction.Compensate or OperatorAction.GiveUp ? null : step.Path,
                action == OperatorAction.AssumeSucceeded ? Said.Payload(output) : null, "ada", "why", null)));
        }

        private void Work()
        {
            if (_hands.Count == 0)
                return;
            var (attempt, hasBegun) = _hands.ElementAt(_random.Next(_hands.Count));
            if (!hasBegun)
            {
                BeginAttempt(attempt);
                return;
            }
            _hands.Remove(attempt);
            _inbox.Add(Answer(attempt));
        }

        private void BeginAttempt(AttemptKey attempt)
        {
            _hands[attempt] = true;
            var deed = _deeds[attempt.Step];
            if (attempt.Direction == Direction.Execute)
                Check(!deed.UndoBegan, $"{plan.Steps[attempt.Step].Path} begins after its undo");
            else
                deed.UndoBegan = true;
        }

        private Command.Answer Answer(AttemptKey attempt)
        {
            var deed = _deeds[attempt.Step];
            var chance = _random.Next(12);
            if (attempt.Direction == Direction.Compensate)
            {
                if (chance < 8)
                {
                    deed.IsUndone = true;
                    return new Command.Compensated(attempt.Step, _state.Epoch, attempt.Number);
                }
                return new Command.CompensateFailed(
                    attempt.Step, _state.Epoch, attempt.Number,
                    new AttemptError("Error", "no", chance switch { 8 => Verdict.Escalate, 9 => Verdict.GiveUp, _ => Verdict.Retry }, 0));
            }
            if (chance < 7)
            {
                deed.IsDone = deed.MayBeDone = true;
                return new Command.Executed(
                    attempt.Step, _state.Epoch, attempt.Number,
                    Said.Payload(plan.Steps[attempt.Step].Node.OutputType == typeof(string) ? "\"1\"" : "1"));
            }
            var verdict = chance switch { 7 => Verdict.Escalate, 8 => Verdict.GiveUp, 9 => Verdict.Unknown, _ => Verdict.Retry };
            var mayBeDone = verdict == Verdict.Unknown || _random.Next(3) == 0;
            deed.MayBeDone |= mayBeDone;
            deed.IsDone |= mayBeDone && _random.Next(2) == 0;
            return new Command.ExecuteFailed(
                attempt.Step, _state.Epoch, attempt.Number, new AttemptError("Error", "no", verdict, 0, MayHaveTakenEffect: mayBeDone));
        }

        /// <summary>Nobody hears what becomes of it.</summary>
        private void WhoKnows(AttemptKey attempt, bool hasBegun)
        {
            var deed = _deeds[attempt.Step];
            if (attempt.Direction == Direction.Execute)
            {
                deed.MayBeDone = true;
                deed.IsDone |= hasBegun && _random.Next(2) == 0;
            }
            else
            {
                deed.IsUndone |= hasBegun && _random.Next(2) == 0;
            }
        }

        /// <summary>The incarnation ends between any two writes. What it has in hand may have taken effect; what it had not begun has not.</summary>
        private void Crash(bool isInOrder)
        {
            if (isInOrder)
            {
                while (_inbox.Count > 0)
                    Write();
                var notBegun = _hands.Where(entry => !entry.Value).Select(entry => entry.Key).ToList();
                notBegun.ForEach(attempt => _hands.Remove(attempt));
                _inbox.Add(new Command.Leave([.. notBegun]));
                Write();
            }
            foreach (var (attempt, hasBegun) in _hands)
                WhoKnows(attempt, hasBegun);
            // An answer that nobody stored is lost, and what was done stays done.
            foreach (var lost in _inbox.OfType<Command.Answer>())
                _deeds[lost.Step].MayBeDone = true;
            // Or the journal rejected the write, and the next incarnation hears what was in it.
            RejectedAnswer[] rejected = _random.Next(2) == 0 ? [] : [.. _inbox.Select(Rejected).OfType<RejectedAnswer>()];
            _inbox.Clear();
            _hands.Clear();
            _told.Add("-- crash");
            if (_state.IsFinal)
                return;
            _state = WrittenLog.Fold(plan, _log);
            if (_random.Next(6) == 0)
                GoMissing();
            if (_random.Next(3) == 0)
                Operate();
            if (_random.Next(10) == 0)
                _inbox.Add(new Command.Cancel("enough"));
            _inbox.Insert(0, new Command.Recover($"node-{_state.Epoch + 1}", 4, [.. rejected], IsAsked: _inbox.Count > 0));
            Write();
        }

        private RejectedAnswer? Rejected(Command command) => command switch
        {
            Command.Executed x => Rejected(x, Direction.Execute, new AttemptError("OutputNotStored", "no", Verdict.Unknown, 0)),
            Command.ExecuteFailed x => Rejected(x, Direction.Execute, x.Error),
            Command.CompensateFailed x => Rejected(x, Direction.Compensate, x.Error),
            _ => null,
        };

        private RejectedAnswer Rejected(Command.Answer answer, Direction direction, AttemptError error) =>
            new(new AttemptRef(plan.Steps[answer.Step].Path, direction, answer.Attempt), error);

        /// <summary>A node without the definition has a look at it.</summary>
        private void GoMissing()
        {
            if (new UnfoldedLog(_state.Log, LogProblem.Missing("gone")).Suspend(_now) is not { } suspended)
                return;
            _log.Add(suspended);
            _state = Evolve.Apply(_state, suspended);
        }

        private void Write()
        {
            var write = new WriteBatch<int>(_state);
            foreach (var command in _inbox)
            {
                var before = write.Events.Count;
                var was = write.State!;
                write.Add(command, 0, _now);
                if (write.Events.Count > before && command is Command.Operate { Request: var request })
                    Heed(request, was);
            }
            _inbox.Clear();
            _told.AddRange(write.Events.Select(e => $"{e.GetType().Name} {Short(e)}"));
            _state = write.State!;
            _log.AddRange(write.Events.Select(EventBytes.Through));
            Assert.Equal(Dump.Of(WrittenLog.Fold(plan, _log)).Split('\n'), Dump.Of(_state).Split('\n'));
            CarryOut(write.Effects());
        }

        private static string Short(Event e) => e switch
        {
            Event.OperatorIntervened x => $"{x.Action} {x.Step}",
            Event.StepSucceeded x => $"{x.Step} {x.Attempt}",
            Event.StepFailed x => $"{x.Step} {x.Attempt} {x.Failure?.MayHaveTakenEffect}",
            Event.StepEscalated x => $"{x.Step} {x.Attempt} {x.Failure?.MayHaveTakenEffect}",
            Event.StepAttemptFailed x => $"{x.Step} {x.Attempt} {x.Failure.MayHaveTakenEffect}",
            Event.StepOutcomeUnknown x => $"{x.Step} {x.Attempt}",
            Event.StepCompensated x => $"{x.Step} {x.Attempt}",
            Event.CompensationAttemptFailed x => $"{x.Step} {x.Attempt} {x.RetryAt}",
            Event.AttemptsIssued x => string.Join(", ", x.Attempts),
            Event.CoordinatorLeft x => string.Join(", ", x.NotBegun),
            _ => "",
        };

        /// <summary>What an operator says of the world is so.</summary>
        private void Heed(InterventionRequest request, TransactionState was)
        {
            if (request.Action == OperatorAction.GiveUp)
            {
                foreach (var any in plan.Steps.Where(any => was[any].Phase == StepPhase.CompensationStuck))
                    _deeds[any.Index].IsExcused = true;
            }
            if (request.Step is null)
                return;
            var step = plan.Step(request.Step);
            var deed = _deeds[step.Index];
            switch (request.Action)
            {
                // Also of one that was issued in that very write, and that nobody has seen.
                case OperatorAction.Abandon:
                    deed.MayBeDone = true;
                    break;
                case OperatorAction.SkipStep or OperatorAction.AssumeFailed:
                    deed.IsExcused = true;
                    break;
                case OperatorAction.AssumeSucceeded when was[step].IsCompensation:
                    deed.IsUndone = true;
                    break;
                case OperatorAction.AssumeSucceeded:
                    deed.IsDone = deed.MayBeDone = true;
                    break;
            }
        }

        private void CarryOut(IReadOnlyList<Effect> effects)
        {
            foreach (var effect in effects)
            {
                _told.Add($"  {effect}");
                var step = plan.Steps[effect.Attempt.Step];
                if (effect is Effect.Unwanted)
                {
                    if (_hands.TryGetValue(effect.Attempt, out var hasBegun) && !hasBegun)
                    {
                        _hands.Remove(effect.Attempt);
                        _inbox.Add(new Command.NotBegun(effect.Attempt.Step, _state.Epoch, effect.Attempt.Number));
                    }
                    continue;
                }
                if (effect is Effect.Abandon)
                {
                    if (_hands.Remove(effect.Attempt, out var wasAtWork))
                        WhoKnows(effect.Attempt, wasAtWork);
                    continue;
                }
                Check(!_hands.ContainsKey(effect.Attempt), $"{effect} is issued twice");
                Check(!_hands.Keys.Any(other => other.Step == effect.Attempt.Step), $"{effect} is issued beside another attempt of the step");
                if (effect.Attempt.Direction == Direction.Compensate)
                    CheckUndo(step);
                _hands[effect.Attempt] = false;
                if (_random.Next(3) > 0)
                    BeginAttempt(effect.Attempt);
            }
        }

        private void CheckUndo(PlanStep step)
        {
            Check(_hands.Keys.All(other => other.Direction == Direction.Compensate), "an undo is issued beside a running execution");
            Check(_deeds[step.Index].MayBeDone, $"{step.Path} is undone, and it is known that nobody did it");
            Check(!_deeds[step.Index].IsExcused, $"{step.Path} is undone against an operator's word");
            Check(_state[step].CompensationState is not null && (!_state[step].OutcomeUnknown || step.CompensatesUnknown),
                $"{step.Path} is undone with a state that is not its own");
            foreach (var later in plan.Steps.Where(later => Follows(later, step)))
            {
                var deed = _deeds[later.Index];
                Check(!later.Compensates || !deed.IsDone || deed.IsUndone || deed.IsExcused,
                    $"{step.Path} is undone before {later.Path}");
            }
        }

        private static bool Follows(PlanStep later, PlanStep step)
        {
            for (PlanNode? up = later; up is not null; up = up.Parent)
            {
                for (PlanNode? mine = step; mine is not null; mine = mine.Parent)
                {
                    if (up != mine && up.Parent is PlanSequence sequence && sequence == mine.Parent)
                        return up.Position > mine.Position;
                }
            }
            return false;
        }

        private void CheckEnd()
        {
            foreach (var step in plan.Steps)
            {
                var deed = _deeds[step.Index];
                var isLeftDone = step.Compensates && deed is { IsDone: true, IsUndone: false, IsExcused: false };
                if (_state.Status == TransactionStatus.Compensated)
                    Check(!isLeftDone, $"Compensated, and {step.Path} is not undone");
                if (_state.Status == TransactionStatus.Completed)
                    Check((deed.IsDone || deed.IsExcused) && !deed.UndoBegan, $"Completed, and {step.Path} is not done");
                if (_state.Status == TransactionStatus.Failed && isLeftDone)
                    Check(_state[step].Phase == StepPhase.CompensationFailed, $"Failed, and {step.Path} is not listed");
            }
            if (_state.Status == TransactionStatus.Failed)
                Check(FailureReport.Of(_state)!.Compensations.Count > 0, "Failed without a failed undo");
            Check(_log.Count(e => e is Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed) == 1, "two ends");
        }

        private static void Check(bool holds, string what) => Assert.True(holds, what);
    }
}
