using Akka.Actor;

namespace Tale.Actors.Tests.Support;

/// <summary>An asker that takes no answer before it is let go: the actor that answers stands still meanwhile.</summary>
internal sealed class HeldUp(IActorRefProvider provider) : MinimalActorRef
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = provider.TempPath();

    public override IActorRefProvider Provider => provider;

    public void Wait() => Assert.True(_reached.Task.Wait(TaleSystem.Patience), "Nobody has answered.");

    public void Release() => _released.TrySetResult();

    protected override void TellInternal(object message, IActorRef sender)
    {
        _reached.TrySetResult();
        _released.Task.Wait(TaleSystem.Patience);
    }
}
