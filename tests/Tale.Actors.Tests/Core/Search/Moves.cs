using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>Everything that can happen next, each with the world that it leads to.</summary>
internal sealed class Moves(Rules rules)
{
    private const int MaxIncarnations = 5;

    private static readonly Payload Output = Story.Value("1");

    public IEnumerable<(string Name, World World)> From(World world)
    {
        foreach (var late in world.Lates)
            yield return ($"late {Name(world, late.Attempt)}", Arrives(world, late));
        if (world is { State.Status: TransactionStatus.Completed, Budget.Undos: > 0 })
        {
            yield return ("undo", Write(
                world with { Budget = world.Budget with { Undos = world.Budget.Undos - 1 } },
                new Command.Undo("a mistake", $"node-{world.State.Epoch + 1}")));
        }
        if (world.State.IsFinal)
            yield break;
        foreach (var hand in world.Hands)
        {
            foreach (var move in Answers(world, hand))
                yield return move;
        }
        foreach (var move in Pairs(world).Concat(Ends(world)).Concat(FromOutside(world)))
            yield return move;
        // Also while an operator is needed, when no deadline counts.
        foreach (var due in new[] { world.State.NextDue, world.State.Log.Started.Deadline }.OfType<DateTimeOffset>().Distinct())
        {
            if (due > world.Now || due == world.State.NextDue)
                yield return ($"{due:t} comes", Write(world with { Now = due > world.Now ? due : world.Now }, new Command.Tick()));
        }
    }

    // Answers.

    private IEnumerable<(string, World)> Answers(World world, Hand hand)
    {
        var (without, key, name) = (Without(world, hand), hand.Attempt, Name(world, hand.Attempt));
        yield return ($"{name} succeeds", Write(Done(without, key), Success(world, key)));
        if (world.Budget is { Lates: > 0, Retries: > 0 })
            yield return ($"{name} is abandoned", Abandoned(world, key));
        if (hand.IsUnwanted)
            yield return ($"{name} has not begun", Write(without, new Command.NotBegun(key.Step, world.State.Epoch, key.Number)));
        var body = world.State.Plan.Steps[key.Step].Node.Body;
        var budget = world.Budget;
        // A service that has done it says so, whoever asks again.
        if (budget.Failures > 0 && !(key.Direction == Direction.Execute && world.Services[key.Step].IsApplied))
        {
            var failed = without with { Budget = budget with { Failures = budget.Failures - 1 } };
            yield return body is StepBody.Child && key.Direction == Direction.Execute
                ? ($"{name} has left nothing", Write(LeftNothing(failed, key), Failure(world, key, false, noneTookEffect: true)))
                : ($"{name} fails", Write(failed, Failure(world, key, false)));
        }
        if (body.OnlyComputes || body is StepBody.Child || key.Direction != Direction.Execute)
            yield break;
        if (budget.Doubts > 0)
        {
            var doubted = without with { Budget = budget with { Doubts = budget.Doubts - 1 } };
            yield return ($"{name} is lost", Write(doubted, Failure(world, key, true)));
            yield return ($"{name} is done and lost", Write(Done(doubted, key), Failure(world, key, true)));
        }
        if (budget.Lates > 0)
        {
            var late = without with
            {
                Budget = budget with { Lates = budget.Lates - 1 }, Lates = without.Lates.Add(new Late(key, world.State.Epoch)),
            };
            yield return ($"{name} times out", Write(late, Failure(world, key, true)));
        }
    }

    /// <summary>Two answers in one write.</summary>
    private IEnumerable<(string, World)> Pairs(World world)
    {
        foreach (var first in world.Hands)
        {
            foreach (var second in world.Hands.Where(hand => hand != first))
            {
                var without = Without(Without(world, first), second);
                var (a, b) = (first.Attempt, second.Attempt);
                if (a.Step < b.Step)
                {
                    yield return (
                        $"{Name(world, a)} and {Name(world, b)} succeed",
                        Write(Done(Done(without, a), b), Success(world, a), Success(world, b)));
                }
                if (world.Budget.Failures > 0 && !world.Services[a.Step].IsApplied)
                {
                    var failed = without with { Budget = world.Budget with { Failures = world.Budget.Failures - 1 } };
                    yield return (
                        $"{Name(world, a)} fails and {Name(world, b)} succeeds", Write(Done(failed, b), Failure(world, a, false), Success(world, b)));
                    yield return (
                        $"{Name(world, b)} succeeds and {Name(world, a)} fails", Write(Done(failed, b), Success(world, b), Failure(world, a, false)));
                }
            }
        }
    }

    /// <summary>It goes on, and its effect comes at any time.</summary>
    private World Abandoned(World world, AttemptKey key) => Write(
        world with
        {
            Budget = world.Budget with { Lates = world.Budget.Lates - 1 }, Lates = world.Lates.Add(new Late(key, world.State.Epoch)),
        },
        new Command.Operate(new InterventionRequest(
            $"a-{world.Budget.Lates}", OperatorAction.Abandon, world.State.Plan.Steps[key.Step].Path, null, "ada", "enough", null)));

    private World Arrives(World world, Late late)
    {
        var arrived = Done(world with { Lates = world.Lates.Remove(late) }, late.Attempt);
        rules.IsStale(world, late.Attempt.Direction == Direction.Execute
            ? new Command.Executed(late.Attempt.Step, late.Epoch, late.Attempt.Number, Output)
            : new Command.Compensated(late.Attempt.Step, late.Epoch, late.Attempt.Number));
        rules.Hold(arrived);
        return arrived;
    }

    // Incarnations.

    private IEnumerable<(string, World)> Ends(World world)
    {
        var budget = world.Budget;
        if (budget.Crashes > 0)
        {
            foreach (var done in Subsets(world.Hands))
            {
                var crashed = done.Aggregate(world, (so, hand) => Done(so, hand.Attempt)) with { Hands = [] };
                yield return ($"crash after {Names(world, done)}", Recovered(crashed with { Budget = budget with { Crashes = budget.Crashes - 1 } }));
            }
        }
        if (budget.Leaves > 0 && world.Hands.Length > 0)
        {
            foreach (var notBegun in Subsets(world.Hands))
            {
                var rest = world.Hands.RemoveRange(notBegun);
                var left = Write(
                    world with { Budget = budget with { Leaves = budget.Leaves - 1 }, Hands = rest },
                    new Command.Leave([.. notBegun.Select(hand => hand.Attempt)]));
                // Whatever had begun is cut short, and took effect.
                var gone = rest.Aggregate(left, (so, hand) => Done(so, hand.Attempt)) with { Hands = [] };
                yield return ($"leaves without {Names(world, notBegun)}", Recovered(gone));
            }
        }
        if (budget.Losses > 0)
        {
            var lost = world with
            {
                Budget = budget with { Losses = budget.Losses - 1 }, Hands = [],
                Lates = world.Lates.AddRange(world.Hands.Select(hand => new Late(hand.Attempt, world.State.Epoch))),
            };
            yield return ("another owner", Recovered(lost));
        }
    }

    private World Recovered(World world) =>
        Write(world, new Command.Recover($"node-{world.State.Epoch + 1}", MaxIncarnations, []));

    // From outside.

    private IEnumerable<(string, World)> FromOutside(World world)
    {
        var budget = world.Budget;
        if (budget.Cancels > 0)
            yield return ("cancel", Write(world with { Budget = budget with { Cancels = budget.Cancels - 1 } }, new Command.Cancel("enough")));
        if (budget.Signals > 0 && world.State.Plan.SignalNames.FirstOrDefault() is { } signal)
        {
            yield return ("signal", Write(
                world with { Budget = budget with { Signals = budget.Signals - 1 } },
                new Command.Signal(new SignalRequest(signal, $"s-{budget.Signals}", Output))));
        }
        if (budget.Helps > 0)
        {
            foreach (var help in Helps(world))
                yield return help;
        }
        if (budget.Retries > 0 && world.State.StuckSteps > 0)
        {
            yield return ("operator retries", Write(
                world with { Budget = budget with { Retries = budget.Retries - 1 } },
                new Command.Operate(new InterventionRequest($"c-{budget.Retries}", OperatorAction.RetryNow, null, null, "ada", "seen to", null))));
        }
    }

    private IEnumerable<(string, World)> Helps(World world)
    {
        var helped = world with { Budget = world.Budget with { Helps = world.Budget.Helps - 1 } };
        foreach (var step in world.State.Plan.Steps.Where(step => world.State[step].IsStuck))
        {
            var key = new AttemptKey(step.Index, world.State[step].IsCompensation ? Direction.Compensate : Direction.Execute, 0);
            yield return ($"'{step.Path}' is assumed to have succeeded", Helped(helped, OperatorAction.AssumeSucceeded, step, so => Done(so, key)));
            yield return ($"'{step.Path}' is skipped", Helped(helped, OperatorAction.SkipStep, step, so => Excused(so, step)));
            if (key.Direction == Direction.Execute)
                yield return ($"'{step.Path}' is assumed to have failed", Helped(helped, OperatorAction.AssumeFailed, step, so => Excused(so, step)));
        }
        yield return ("an operator has it go back", Helped(helped, OperatorAction.Compensate, null, so => so));
        if (world.State.StuckSteps > 0)
        {
            yield return ("the undos that are stuck are given up", Helped(helped, OperatorAction.GiveUp, null, so => world.State.Plan.Steps
                .Where(step => world.State[step].Phase == StepPhase.CompensationStuck).Aggregate(so, Excused)));
        }
    }

    /// <summary>An operator goes on without it.</summary>
    private static World Excused(World world, PlanStep step) => world with
    {
        Services = world.Services.SetItem(step.Index, world.Services[step.Index] with { IsExcused = true }),
    };

    /// <param name="truth">What is so, because an operator says it. What is refused changes nothing.</param>
    private World Helped(World world, OperatorAction action, PlanStep? step, Func<World, World> truth)
    {
        var command = new Command.Operate(new InterventionRequest(
            $"h-{world.Budget.Helps}", action, step?.Path, action == OperatorAction.AssumeSucceeded ? Output : null, "ada", "seen to", null));
        return Interventions.Refuse(world.State, command.Request) is not null
            ? world
            : Write(truth(world), command);
    }

    // Writes.

    private World Write(World world, params Command[] commands)
    {
        var write = new WriteBatch<int>(world.State);
        foreach (var command in commands)
            write.Add(command, 0, world.Now);
        var hands = write.Events.Any(e => e is Event.CoordinatorRecovered) ? [] : world.Hands;
        foreach (var effect in write.Effects())
        {
            if (effect is Effect.Issue)
                hands = hands.Add(new Hand(effect.Attempt, false));
            else if (effect is Effect.Abandon)
                hands = hands.RemoveAll(hand => hand.Attempt == effect.Attempt);
            else if (hands.FirstOrDefault(hand => hand.Attempt == effect.Attempt) is var held && held != default)
                hands = hands.Replace(held, held with { IsUnwanted = true });
        }
        var after = world with { State = write.State!, Hands = hands, Services = WithItems(world.Services, write.State!.Steps.Count) };
        rules.Hold(world, write, after);
        return after;
    }

    /// <summary>The services of steps that there were not before have done nothing.</summary>
    private static ImmutableArray<Service> WithItems(ImmutableArray<Service> services, int count) =>
        services.Length == count ? services : services.AddRange(Enumerable.Repeat(default(Service), count - services.Length));

    private static Command.Answer Success(World world, AttemptKey key) => world.State.Plan.Steps[key.Step] is { ListsItems: true } items
        ? new Command.Listed(key.Step, world.State.Epoch, key.Number, [Output, Output], ((PlanBlock)items.Parent!).AtATime ?? int.MaxValue)
        : key.Direction == Direction.Execute
        ? new Command.Executed(key.Step, world.State.Epoch, key.Number, Output)
        : new Command.Compensated(key.Step, world.State.Epoch, key.Number);

    private static Command.Answer Failure(World world, AttemptKey key, bool isDoubtful, bool noneTookEffect = false)
    {
        var error = new AttemptError("Error", "no", noneTookEffect ? Verdict.GiveUp : Verdict.Retry, 0)
        {
            MayHaveTakenEffect = isDoubtful, NoneTookEffect = noneTookEffect,
        };
        return key.Direction == Direction.Execute
            ? new Command.ExecuteFailed(key.Step, world.State.Epoch, key.Number, error)
            : new Command.CompensateFailed(key.Step, world.State.Epoch, key.Number, error);
    }

    private static World Without(World world, Hand hand) => world with { Hands = world.Hands.Remove(hand) };

    /// <summary>It is compensated, or was never started, and nothing of it begins any more.</summary>
    private static World LeftNothing(World world, AttemptKey key) =>
        world with { Services = world.Services.SetItem(key.Step, world.Services[key.Step].Undone()) };

    private static World Done(World world, AttemptKey key) => world with
    {
        Services = world.Services.SetItem(key.Step, key.Direction == Direction.Execute
            ? world.Services[key.Step].Executed()
            : world.Services[key.Step].Undone()),
    };

    private static IEnumerable<ImmutableArray<Hand>> Subsets(ImmutableArray<Hand> hands) => Enumerable.Range(0, 1 << hands.Length)
        .Select(bits => hands.Where((_, i) => (bits >> i & 1) == 1).ToImmutableArray());

    private static string Name(World world, AttemptKey key) =>
        $"{(key.Direction == Direction.Execute ? "" : "-")}{world.State.Plan.Steps[key.Step].Path} #{key.Number}";

    private static string Names(World world, IEnumerable<Hand> hands) => string.Join(", ", hands.Select(hand => Name(world, hand.Attempt)));
}
