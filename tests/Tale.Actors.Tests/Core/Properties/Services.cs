namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// What the services have really done, whoever heard of it: an attempt that is in doubt took effect, or not, or does so later. A service
/// keeps its keys, so what was undone is not done any more.
/// </summary>
internal sealed class Services(Random random)
{
    private readonly HashSet<string> _done = [];
    private readonly HashSet<string> _undone = [];
    private readonly List<string> _late = [];

    public bool Stands(string path) => _done.Contains(path) && !_undone.Contains(path);

    /// <summary>An attempt to execute the step ends so, as far as the coordinator knows.</summary>
    public void Executed(string path, Try result)
    {
        if (result is Try.Succeeds or Try.KeepsInput or Try.LosesOutput)
            Do(path);
        else if (result is Try.FailsInDoubt or Try.IsUnknown)
            WhoKnows(path);
        else if (result == Try.LeavesNothing)
            LeftNothing(path);
    }

    /// <summary>It speaks for all attempts so far. An operator can have another made, which begins anew.</summary>
    private void LeftNothing(string path)
    {
        _done.Remove(path);
        _late.RemoveAll(late => late == path);
    }

    public void Undone(string path) => _undone.Add(path);

    /// <summary>Nobody hears how it ends.</summary>
    public void WhoKnows(string path)
    {
        switch (random.Next(3))
        {
            case 0:
                Do(path);
                break;
            case 1:
                _late.Add(path);
                break;
        }
    }

    /// <summary>Some of what is late takes effect.</summary>
    public void Pass()
    {
        if (_late.Count == 0 || random.Next(4) > 0)
            return;
        Do(_late[^1]);
        _late.RemoveAt(_late.Count - 1);
    }

    /// <summary>All of it does.</summary>
    public void End()
    {
        _late.ForEach(Do);
        _late.Clear();
    }

    private void Do(string path)
    {
        if (!_undone.Contains(path))
            _done.Add(path);
    }
}
