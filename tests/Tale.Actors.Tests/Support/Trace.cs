using System.Collections.Concurrent;

namespace Tale.Actors.Tests.Support;

/// <summary>What steps did, in the order in which they did it.</summary>
public sealed class Trace
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string line) => _lines.Enqueue(line);
}

/// <summary>A door that a test opens. Until then, whoever waits at it waits.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when somebody stands at the door.</summary>
    public Task Reached => _reached.Task.WaitAsync(TaleSystem.Patience);

    public void Open() => _opened.TrySetResult();

    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(TaleSystem.Patience, cancellationToken);
    }
}
