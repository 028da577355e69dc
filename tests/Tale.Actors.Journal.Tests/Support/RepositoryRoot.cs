namespace Tale.Actors.Journal.Tests.Support;

/// <summary>The folder of this clone of the repository.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Tale.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("These tests run inside a clone of the repository: no folder above them holds Tale.sln.");
    }
}
