namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A page of a transaction's history. The next one begins after the revision in <c>next</c>; null: there is none yet.</summary>
internal sealed record HistoryDto(string Id, IReadOnlyList<HistoryEntryDto> Entries, long LastRevision, bool Ended, long? Next);
