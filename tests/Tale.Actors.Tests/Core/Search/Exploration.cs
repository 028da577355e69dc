using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>
/// Goes through every world that can be reached from the start of a transaction until there is none left that was not seen. Depth first:
/// what is not yet looked at stays small, where breadth would have hundreds of thousands of worlds in memory.
/// </summary>
internal sealed class Exploration
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly WorldKey _key = new();
    private readonly List<(int From, string Move)> _ways = [];
    private readonly Stack<(World World, int Way)> _open = new();
    private readonly Moves _moves;

    public Exploration(TransactionDefinition definition, Budget budget)
    {
        var plan = Plan.Of(definition);
        _moves = new Moves(new Rules());
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var request = new StartRequest("t-1", definition.Name, null, Story.Value("0"), [], "node-1") { Plan = plan };
        var state = Decide.On(null, new Command.Start(request), now).State!;
        var hands = Effects.Resume(state).Select(effect => new Hand(effect.Attempt, false));
        Reach(new World(state, now, budget) { Hands = [.. hands] }, -1, "start");
    }

    public int Worlds => _seen.Count;

    public long Steps { get; private set; }

    /// <summary>How many worlds there are of each end, the suspended ones among them.</summary>
    public Dictionary<string, int> Ends { get; } = [];

    /// <exception cref="BrokenRuleException">A rule is broken; the message tells the way there.</exception>
    public Exploration ToEnd()
    {
        while (_open.TryPop(out var next))
        {
            var moves = _moves.From(next.World).GetEnumerator();
            var last = "";
            try
            {
                while (moves.MoveNext())
                {
                    last = moves.Current.Name;
                    Steps++;
                    Reach(moves.Current.World, next.Way, last);
                }
            }
            catch (Exception e)
            {
                throw new BrokenRuleException($"{e.Message}, on the way: {WayTo(next.Way)} -> (the move after '{last}'): {e}");
            }
        }
        return this;
    }

    public override string ToString() =>
        $"{Worlds} worlds, {Steps} steps; {string.Join(", ", Ends.OrderBy(end => end.Key).Select(end => $"{end.Key} {end.Value}"))}";

    private void Reach(World world, int from, string move)
    {
        if (!_seen.Add(_key.Of(world).Hash))
            return;
        _ways.Add((from, move));
        if (world.State.IsFinal || world.State.IsSuspended)
            Ends[$"{world.State.Status}"] = Ends.GetValueOrDefault($"{world.State.Status}") + 1;
        _open.Push((world, _ways.Count - 1));
    }

    private string WayTo(int way)
    {
        List<string> moves = [];
        for (; way >= 0; way = _ways[way].From)
            moves.Add(_ways[way].Move);
        moves.Reverse();
        return string.Join(" -> ", moves);
    }
}
