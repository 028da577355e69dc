namespace Tale.Actors.Index;

/// <summary>Implemented by an index that one journal writes in the commit of its events. Beside any other journal it would stay empty.</summary>
internal interface IWrittenByJournal
{
    /// <summary>The plugin id of that journal.</summary>
    string JournalPluginId { get; }

    /// <summary>The largest event that the journal takes, in bytes.</summary>
    long MaxEventBytes { get; }

    /// <summary>The setting that says so.</summary>
    string MaxEventSetting { get; }
}
