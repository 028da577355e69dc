using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Services;

/// <summary>One sample service: idempotent by key, with a ledger that survives restarts, and slow or failing when told to be.</summary>
internal sealed class HolidayService(string name, IReadOnlyList<string> operations, HolidayLedger ledger)
{
    private readonly Lock _lock = new();
    private ServiceBehaviour _behaviour = new();

    public IReadOnlyList<string> Operations => operations;

    public IReadOnlyList<LedgerRow> Rows(long after, int limit) => ledger.Read(name, after, limit);

    public ServiceBehaviour Behaviour
    {
        get { lock (_lock) return _behaviour; }
        set { lock (_lock) _behaviour = value; }
    }

    /// <summary>Waits as told, then takes effect once for a key.</summary>
    /// <returns>The receipt, or null when the call failed as told and took no effect.</returns>
    public async Task<ServiceReceipt?> CallAsync(string operation, string key, ServiceCall call, CancellationToken cancellationToken)
    {
        var (delayMs, fails) = NextTurn();
        if (delayMs > 0)
            await Task.Delay(delayMs, cancellationToken);
        // A repetition of a call that took effect gets its receipt, however the service is by now: "no effect" would not be true of its key.
        return fails && !ledger.IsApplied(name, key) ? null : new ServiceReceipt(ledger.Record(name, call.TransactionId, operation, key));
    }

    /// <summary>Whether the answer to a call that took effect is to be lost.</summary>
    public bool LosesAnswer()
    {
        lock (_lock)
        {
            var loses = _behaviour.LostAnswers != 0;
            if (_behaviour.LostAnswers > 0)
                _behaviour = _behaviour with { LostAnswers = _behaviour.LostAnswers - 1 };
            return loses;
        }
    }

    private (int DelayMs, bool Fails) NextTurn()
    {
        lock (_lock)
        {
            var turn = (_behaviour.DelayMs, _behaviour.Failures != 0);
            if (_behaviour.Failures > 0)
                _behaviour = _behaviour with { Failures = _behaviour.Failures - 1 };
            return turn;
        }
    }
}
