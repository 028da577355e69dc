using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>Work for the writer's connection that is no batch of events: a delete, retention, a probe.</summary>
internal sealed class WriterJob(Func<IEventWriter, long> work)
{
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<long> Task => _completion.Task;

    public void Run(IEventWriter writer) => _completion.TrySetResult(work(writer));

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}
