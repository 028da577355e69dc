namespace Tale.Actors.Journal.Storage;

/// <summary>A numbered script that brings a schema from the version before it to its own.</summary>
internal sealed record Migration(int Version, string Sql);
