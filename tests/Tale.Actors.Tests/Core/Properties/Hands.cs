using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// The attempts that one incarnation has in its hands, as a coordinator keeps them: queued, running, or given up before they began.
/// </summary>
internal sealed class Hands
{
    private readonly Dictionary<(string Path, bool IsUndo), Held> _held = [];

    public IEnumerable<Held> All => _held.Values;

    public bool AreEmpty => _held.Count == 0;

    public Held[] Queued => [.. _held.Values.Where(held => held is { IsRunning: false, IsGivenUp: false })];

    public Held[] Answerable => [.. _held.Values.Where(held => held.IsRunning || held.IsGivenUp)];

    public bool Holds(string path) => _held.ContainsKey((path, false));

    public Held Take(string path, Effect.Issue issue, bool isRepetition)
    {
        var held = new Held(path, issue.Attempt) { IsRepetition = isRepetition };
        Assert.True(_held.TryAdd((path, held.IsUndo), held), $"'{path}' is issued while another attempt is open.");
        // F48: whatever happened before.
        Assert.False(_held.ContainsKey((path, !held.IsUndo)), $"'{path}' is executed and undone at the same time.");
        return held;
    }

    /// <summary>What has not begun is given up; what runs is cancelled if it is to be.</summary>
    public void Unwant(string path, Effect.Unwanted unwanted)
    {
        Assert.True(_held.TryGetValue((path, false), out var held), $"'{path}' is called unwanted, but is not in hand.");
        Assert.Equal(held.Attempt, unwanted.Attempt);
        held.IsGivenUp = !held.IsRunning;
        held.IsCancelled |= held.IsRunning && unwanted.CancelRunning;
    }

    /// <summary>The attempt, if it has not been answered in the same write.</summary>
    public Held? Find(AttemptKey attempt) => _held.Values.FirstOrDefault(held => held.Attempt == attempt);

    public void Drop(Held held) => _held.Remove((held.Path, held.IsUndo));

    public void Clear() => _held.Clear();
}
