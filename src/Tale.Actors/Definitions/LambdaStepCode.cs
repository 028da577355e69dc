using Tale.Actors.Protocol;

namespace Tale.Actors.Definitions;

/// <summary>A function, with the functions that undo it, if any.</summary>
internal sealed class LambdaStepCode<TIn, TOut>(Func<TIn, StepContext, ValueTask<object?>> execute, bool takesContext) : StepCode
{
    private bool _hasUndoTwice;

    /// <summary>Only a function that takes the context can ask for services.</summary>
    public override bool NeedsServices => takesContext || Undo is { TakesContext: true } || UndoUnknown is { TakesContext: true };

    public override bool Compensates => Undo is not null;

    public override bool CompensatesUnknown => UndoUnknown is not null;

    private UndoCode<TOut>? Undo { get; init; }

    private UndoCode<TIn>? UndoUnknown { get; init; }

    public LambdaStepCode<TIn, TOut> WithUndo(UndoCode<TOut> undo) => new(execute, takesContext)
    {
        Undo = undo, UndoUnknown = UndoUnknown, _hasUndoTwice = _hasUndoTwice || Undo is not null,
    };

    public LambdaStepCode<TIn, TOut> WithUndoUnknown(UndoCode<TIn> undo) => new(execute, takesContext)
    {
        Undo = Undo, UndoUnknown = undo, _hasUndoTwice = _hasUndoTwice || UndoUnknown is not null,
    };

    public override IEnumerable<string> Problems()
    {
        if (_hasUndoTwice)
            yield return "it is given an undo twice; an undo may do several things";
        if (Undo is null && UndoUnknown is not null)
            yield return "it has an UndoUnknown, but no Undo for when it is known to have taken effect";
    }

    public override ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step) =>
        execute((TIn)inputs[0]!, step);

    public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step) =>
        step.Outcome == StepOutcome.Unknown && UndoUnknown is not null ? UndoUnknown.Run((TIn)state!, step) : Undo!.Run((TOut)state!, step);
}
