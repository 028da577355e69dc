namespace Tale.Actors.Journal.Storage;

/// <summary>Which of so many databases a log is in.</summary>
internal sealed class LogPlaces(int databases)
{
    private readonly int[]? _places = databases == 1 ? null : Buckets.Spread(databases);

    public int Of(string persistenceId) => _places is null ? 0 : _places[Buckets.Of(persistenceId)];
}
