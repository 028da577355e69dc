namespace Tale.Actors.Torture.Support;

/// <summary>A data directory that outlives the nodes that use it.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-torture-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
