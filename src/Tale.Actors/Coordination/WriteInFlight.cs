using Tale.Actors.Core;

namespace Tale.Actors.Coordination;

/// <summary>Events on their way to the journal.</summary>
/// <param name="batch">The commands they come from; null for a log that cannot be folded.</param>
/// <param name="asker">Whoever asked for them, of a log that cannot be folded; null: nobody did.</param>
internal sealed class WriteInFlight(IReadOnlyList<Event> events, WriteBatch<Caller>? batch, Caller? asker = null)
{
    public IReadOnlyList<Event> Events => events;

    public WriteBatch<Caller>? Batch => batch;

    /// <summary>When the journal was asked; null: the index is asked first.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Those who are owed a reply once it is stored.</summary>
    public IEnumerable<Caller> Callers => batch?.Replies.Select(reply => reply.To) ?? (asker is { } only ? [only] : []);

    /// <summary>Whether the write makes a new transaction.</summary>
    public bool IsStart => batch is { Written: null };
}
