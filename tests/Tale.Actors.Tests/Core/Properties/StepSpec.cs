namespace Tale.Actors.Tests.Core.Properties;

/// <param name="Tries">How the attempts end; those beyond the list succeed. The same attempt ends the same way, also after a crash.</param>
public sealed record StepSpec(
    bool HasUndo,
    bool KeepsType,
    bool UndoesUnknown,
    bool UnknownWhenCancelled,
    RetrySpec Retry,
    RetrySpec UndoRetry,
    Try[] Tries,
    Try[] Undos,
    IfUnknown IfUnknown = IfUnknown.IsUndone,
    WaitKind Wait = WaitKind.Nothing) : NodeSpec
{
    /// <summary>Of a step that lists items: how many, and how many of them are under way at a time. Null: it lists none.</summary>
    public (int Count, int AtATime)? Lists { get; init; }

    /// <summary>For how long a step waits that does; null: for ever.</summary>
    public TimeSpan? WaitsFor => Wait switch
    {
        WaitKind.SignalForEver => null,
        WaitKind.SignalOrGoOn => TimeSpan.FromSeconds(40),
        WaitKind.Time => TimeSpan.FromHours(2),
        _ => TimeSpan.FromHours(3),
    };

    public bool CanUndoUnknown => KeepsType || UndoesUnknown;

    public Try Execution(int attempt) => attempt <= Tries.Length ? Tries[attempt - 1] : Try.Succeeds;

    public Try Undo(int attempt) => attempt <= Undos.Length ? Undos[attempt - 1] : Try.Succeeds;

    public override string ToString() =>
        Wait != WaitKind.Nothing
            ? $"wait({Wait}, {string.Join('.', Tries)})"
            : $"step(undo {HasUndo}, keeps {KeepsType}, unknown {UndoesUnknown}/{UnknownWhenCancelled}/{IfUnknown}, "
                + $"retries {Retry}/{UndoRetry}, {string.Join('.', Tries)} / {string.Join('.', Undos)})";
}
