using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>
/// All that decides how a world can go on, as bytes, and nothing else: no times, but how far off they are; no epochs. Most of what the search
/// costs would be the text of it, hundreds of thousands of times.
/// </summary>
internal sealed class WorldKey
{
    private readonly List<byte> _bytes = new(512);

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    public UInt128 Hash
    {
        get
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Bytes, hash);
            return MemoryMarshal.Read<UInt128>(hash);
        }
    }

    public WorldKey Of(World world)
    {
        Of(world.State, world.Now);
        Put(world.Hands.Length);
        foreach (var hand in world.Hands.OrderBy(hand => hand.Attempt.Step))
            Put(hand.Attempt).Put(hand.IsUnwanted);
        Put(world.Lates.Length);
        foreach (var late in world.Lates.OrderBy(late => late.Attempt.Step).ThenBy(late => late.Attempt.Number))
            Put(late.Attempt);
        foreach (var service in world.Services)
            Put(service.IsApplied).Put(service.IsUndone).Put(service.IsExcused);
        var (failures, doubts, lates, crashes, leaves, losses, cancels, signals, retries, undos, helps) = world.Budget;
        return Put(failures).Put(doubts).Put(lates).Put(crashes).Put(leaves).Put(losses).Put(cancels).Put(signals).Put(retries).Put(undos).Put(helps);
    }

    public WorldKey Of(TransactionState state, DateTimeOffset now)
    {
        _bytes.Clear();
        Put(state.Steps.Count);
        foreach (var step in state.Steps)
        {
            Put((int)step.Phase).Put(step.Attempt).Put(step.CompensationAttempt).Put(step.Inputs.Length);
            _ = step.Open switch
            {
                null => Put(0),
                OpenAttempt.Issued => Put(1),
                OpenAttempt.Waiting { At: var at } when at == Due.AtOnce => Put(2),
                OpenAttempt.Waiting waiting => Put(3).Put((waiting.At - now).Ticks),
                OpenAttempt.Awaiting { Until: null } => Put(4),
                OpenAttempt.Awaiting awaiting => Put(5).Put((awaiting.Until.Value - now).Ticks),
                _ => Put(6),
            };
            Put(step.MayHaveTakenEffect).Put(step.WasInterrupted).Put(step.Unwanted).Put(step.IsWanted).Put(step.Cancelled).Put(step.OutcomeUnknown);
        }
        Put((int)state.Status).Put((int?)state.Abort ?? -1).Put(state.IsCompensating).Put(state.IsPastPivot).Put(state.IsLeft).Put(state.IsDeadlineOverruled);
        Put(state.Log.Started.Deadline > now ? (state.Log.Started.Deadline.Value - now).Ticks : 0);
        Put(state.FruitlessIncarnations).Put(state.ReportedStuckSteps).Put((int?)state.Log.Suspension ?? -1);
        Put(state.Blocks.Count);
        foreach (var block in state.Blocks)
            Put(block.Open).Put(block.Next);
        Put(state.Signals.Count);
        foreach (var signal in state.Signals)
            Put(signal.Name).Put(signal.Step ?? "");
        return this;
    }

    private WorldKey Put(AttemptKey attempt) => Put(attempt.Step).Put((int)attempt.Direction).Put(attempt.Number);

    private WorldKey Put(bool value) => Put(value ? 1 : 0);

    /// <summary>Seven bits a byte: nearly all of these are small.</summary>
    private WorldKey Put(long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
            _bytes.Add((byte)(rest | 0x80));
        _bytes.Add((byte)rest);
        return this;
    }

    private WorldKey Put(string text)
    {
        Put(text.Length);
        _bytes.AddRange(MemoryMarshal.AsBytes(text.AsSpan()));
        return this;
    }
}
