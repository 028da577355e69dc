using Tale.Actors.Index;

namespace Tale.Actors.Tests.Support;

/// <summary>Those of two databases. The logs of transactions whose ids begin with an a are in the first.</summary>
internal sealed class TwoLeases : ILeases<ILease>
{
    private readonly PlayedLease _a = new();
    private readonly PlayedLease _b = new();

    public IReadOnlyList<ILease> All => [_a, _b];

    public ILease Of(string persistenceId) => persistenceId.StartsWith("tale-a", StringComparison.Ordinal) ? _a : _b;
}
