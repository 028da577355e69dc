using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Whether the journal stores writes. Tale's journals write something real to find out; others say what they believe.</summary>
internal sealed class JournalHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    protected override string Remedy =>
        "Look at the journal's database. Starts are refused until it takes writes; nothing has to be done here when it does.";

    protected override async Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken)
    {
        var result = await Persistence.Instance.Apply(system).CheckJournalHealthAsync(runtime.Settings.JournalPluginId, cancellationToken);
        var text = result.Description ?? result.Status.ToString();
        return result.Status == PersistenceHealthStatus.Healthy
            ? new HealthFinding(text)
            : new HealthFinding(result.Exception is { } cause ? $"{text} {cause.Message}" : text, Remedy);
    }
}
