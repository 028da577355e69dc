using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>A transaction as it is stored, what is in hand, and what the services have done.</summary>
internal sealed record World(TransactionState State, DateTimeOffset Now, Budget Budget)
{
    public ImmutableArray<Hand> Hands { get; init; } = [];

    public ImmutableArray<Late> Lates { get; init; } = [];

    /// <summary>By step: what its service has done under its keys.</summary>
    public ImmutableArray<Service> Services { get; init; } = [.. State.Plan.Steps.Select(_ => default(Service))];

    /// <summary>All that decides how it can go on, and nothing else: no times, but how far off they are; no epochs.</summary>
    public UInt128 Key()
    {
        var text = new StringBuilder(256);
        Append(text, State, Now);
        foreach (var hand in Hands.OrderBy(hand => hand.Attempt.Step))
            text.Append(CultureInfo.InvariantCulture, $"|{hand.Attempt.Step},{(int)hand.Attempt.Direction},{hand.Attempt.Number},{hand.IsUnwanted}");
        foreach (var late in Lates.OrderBy(late => late.Attempt.Step).ThenBy(late => late.Attempt.Number))
            text.Append(CultureInfo.InvariantCulture, $"~{late.Attempt.Step},{(int)late.Attempt.Direction},{late.Attempt.Number}");
        foreach (var service in Services)
            text.Append(service.IsApplied ? 'a' : '-').Append(service.IsUndone ? 'u' : '-');
        text.Append(Budget);
        return BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static string KeyOf(TransactionState state, DateTimeOffset now)
    {
        var text = new StringBuilder(256);
        Append(text, state, now);
        return text.ToString();
    }

    private static void Append(StringBuilder text, TransactionState state, DateTimeOffset now)
    {
        foreach (var step in state.Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Phase},{step.Attempt},{step.CompensationAttempt},{step.Inputs.Length}");
            text.Append(step.Open switch
            {
                null => "",
                OpenAttempt.Issued => "i",
                OpenAttempt.Waiting waiting => waiting.At == Due.AtOnce ? "w" : $"w{(waiting.At - now).Ticks}",
                OpenAttempt.Awaiting awaiting => $"o{(awaiting.Until - now)?.Ticks}",
                _ => "?",
            });
            text.Append(step.MayHaveTakenEffect ? 'm' : '.').Append(step.WasInterrupted ? 'x' : '.').Append(step.Unwanted ? 'n' : '.')
                .Append(step.IsWanted ? 'y' : '.').Append(step.Cancelled ? 'c' : '.').Append(step.OutcomeUnknown ? 'u' : '.').Append(';');
        }
        text.Append(CultureInfo.InvariantCulture, $"{state.Status},{state.Abort},{state.IsCompensating},{state.IsPastPivot},{state.IsLeft}");
        text.Append(CultureInfo.InvariantCulture, $",{state.FruitlessIncarnations},{state.ReportedStuckSteps},{state.Log.Suspension}");
        text.AppendJoin(',', state.Blocks).AppendJoin(',', state.Signals.Select(signal => $"{signal.Name}>{signal.Step}"));
    }
}

/// <summary>What a service has done under the keys of one step. It keeps them: what was undone is not done again.</summary>
internal readonly record struct Service(bool IsApplied, bool IsUndone)
{
    public bool Stands => IsApplied && !IsUndone;

    public Service Executed() => IsUndone ? this : this with { IsApplied = true };

    public Service Undone() => this with { IsUndone = true };
}
