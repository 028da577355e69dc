using Tale.Actors.Journal.Leases;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>The lock file says that a process has ended only when that is certain.</summary>
public sealed class ProcessLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-lock-");

    private string File => Path.Combine(_folder.FullName, "lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_process_locks_the_file_until_it_lets_go()
    {
        using (var first = ProcessLock.TryTake(File, "a"))
        {
            Assert.NotNull(first);
            Assert.Null(ProcessLock.TryTake(File, "b"));
            Assert.Equal(OwnerState.Alive, ProcessLock.StateOf(File, "a"));
        }

        Assert.Equal(OwnerState.Ended, ProcessLock.StateOf(File, "a"));
        using var second = ProcessLock.TryTake(File, "b");
        Assert.NotNull(second);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_of_somebody_else_proves_nothing()
    {
        Assert.Equal(OwnerState.Unknown, ProcessLock.StateOf(File, "a"));
        ProcessLock.TryTake(File, "a")!.Dispose();

        Assert.Equal(OwnerState.Unknown, ProcessLock.StateOf(File, "b"));
        Assert.Equal(OwnerState.Unknown, ProcessLock.StateOf(Path.Combine(File, "no", "folder"), "a"));
    }

    [Fact]
    public void A_file_of_another_machine_proves_nothing()
    {
        System.IO.File.WriteAllText(File, "a\nanother-machine\n");

        Assert.Equal(OwnerState.Unknown, ProcessLock.StateOf(File, "a"));
    }
}
