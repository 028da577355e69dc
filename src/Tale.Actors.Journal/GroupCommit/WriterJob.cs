using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>Work for the writer's connection that is no batch of events: a delete, retention, a probe.</summary>
/// <param name="work">The work.</param>
/// <param name="isProbe">Whether it does what writes do: then any failure of it means that the database is not available.</param>
internal sealed class WriterJob(Func<IEventWriter, long> work, bool isProbe = false)
{
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsProbe => isProbe;

    public Task<long> Task => _completion.Task;

    public void Run(IEventWriter writer) => _completion.TrySetResult(work(writer));

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}
