using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>
/// A health check of a node that runs transactions. Callers that come while it is under way share its answer, so that nobody can make the
/// node do much work by asking often. Beside the text, the answer's data say <c>since</c> when it is so and, of trouble, what to do
/// (<c>action</c>).
/// </summary>
internal abstract class TaleHealthCheck(TimeProvider time) : IAkkaHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _running;
    private bool? _wasWell;
    private DateTimeOffset _since;

    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_running is not { IsCompleted: false })
                _running = Task.Run(() => RunAsync(context), CancellationToken.None);
            return _running.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What to do about the check's failure, whatever it is.</summary>
    protected abstract string Remedy { get; }

    /// <summary>Looks. An exception is a finding, too; it may take a few seconds.</summary>
    protected abstract Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken);

    /// <summary>Of a node that is a client of others.</summary>
    protected virtual HealthFinding FindForClient(ActorSystem system) => new("This node is a client of others, and runs no transactions.");

    private async Task<HealthCheckResult> RunAsync(AkkaHealthCheckContext context)
    {
        var finding = await FindAsync(context.ActorSystem);
        var data = new Dictionary<string, object> { ["since"] = Since(finding.IsWell) };
        if (finding.IsWell)
            return HealthCheckResult.Healthy(finding.Text, data);
        data["action"] = finding.Action!;
        return new HealthCheckResult(context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, finding.Text, null, data);
    }

    private async Task<HealthFinding> FindAsync(ActorSystem system)
    {
        var tale = TaleExtension.For(system);
        if (tale.IsClientOnly)
            return FindForClient(system);
        if (tale.Runtime is not { } runtime)
            return new HealthFinding("Transactions are not run here yet.", "Wait until the node has started; if it does not, its log says why.");
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await FindAsync(system, runtime, patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new HealthFinding($"There was no answer within {Patience.TotalSeconds} s.", Remedy);
        }
        catch (Exception e)
        {
            return new HealthFinding($"{e.GetType().Name}: {e.Message}", Remedy);
        }
    }

    private DateTimeOffset Since(bool isWell)
    {
        lock (_lock)
        {
            if (_wasWell != isWell)
                (_wasWell, _since) = (isWell, time.GetUtcNow());
            return _since;
        }
    }
}
