using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Tale.Actors.Definitions;

/// <summary>
/// Builds on after a step that is a function, and gives that step its undo. Without one there is nothing to undo: the step is passed over
/// when its transaction is compensated.
/// </summary>
/// <typeparam name="TIn">The type of the state that the first step gets.</typeparam>
/// <typeparam name="TInput">The type of the step's input.</typeparam>
/// <typeparam name="TState">The type of the step's output.</typeparam>
public sealed class StepBuilder<TIn, TInput, TState> : TransactionBuilder<TIn, TState>
{
    private readonly ImmutableList<DefinitionNode> _before;
    private readonly StepNode _step;
    private readonly LambdaStepCode<TInput, TState> _code;

    internal StepBuilder(
        string name,
        int version,
        TransactionSettings settings,
        ImmutableList<DefinitionNode> before,
        StepNode step,
        LambdaStepCode<TInput, TState> code)
        : base(name, version, settings, before.Add(step))
    {
        _before = before;
        _step = step;
        _code = code;
    }

    /// <summary>Undoes the step before.</summary>
    /// <param name="undo">
    /// Gets the step's own output; its input if nobody knows whether it took effect, unless there is an <c>UndoUnknown</c>. Where the two
    /// types differ it is not called in that case.
    /// </param>
    public StepBuilder<TIn, TInput, TState> Undo(Action<TState> undo) => With(_code.WithUndo(UndoCode<TState>.Of(undo)));

    /// <inheritdoc cref="Undo(Action{TState})"/>
    public StepBuilder<TIn, TInput, TState> Undo(Action<TState, StepContext> undo) => With(_code.WithUndo(UndoCode<TState>.Of(undo)));

    /// <inheritdoc cref="Undo(Action{TState})"/>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TInput, TState> Undo(Func<TState, Task> undo) => With(_code.WithUndo(UndoCode<TState>.Of(undo)));

    /// <inheritdoc cref="Undo(Action{TState})"/>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TInput, TState> Undo(Func<TState, StepContext, Task> undo) => With(_code.WithUndo(UndoCode<TState>.Of(undo)));

    /// <summary>
    /// Makes sure that the step before has no effect when nobody knows whether it took one. Where input and output have different types a
    /// transaction is suspended in that case, unless this is given.
    /// </summary>
    /// <param name="undo">Gets the step's input.</param>
    public StepBuilder<TIn, TInput, TState> UndoUnknown(Action<TInput> undo) =>
        With(_code.WithUndoUnknown(UndoCode<TInput>.Of(undo)));

    /// <inheritdoc cref="UndoUnknown(Action{TInput})"/>
    public StepBuilder<TIn, TInput, TState> UndoUnknown(Action<TInput, StepContext> undo) =>
        With(_code.WithUndoUnknown(UndoCode<TInput>.Of(undo)));

    /// <inheritdoc cref="UndoUnknown(Action{TInput})"/>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TInput, TState> UndoUnknown(Func<TInput, Task> undo) =>
        With(_code.WithUndoUnknown(UndoCode<TInput>.Of(undo)));

    /// <inheritdoc cref="UndoUnknown(Action{TInput})"/>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TInput, TState> UndoUnknown(Func<TInput, StepContext, Task> undo) =>
        With(_code.WithUndoUnknown(UndoCode<TInput>.Of(undo)));

    private StepBuilder<TIn, TInput, TState> With(LambdaStepCode<TInput, TState> code) =>
        new(Name, Version, Settings, _before, _step with { Body = new StepBody.Code(code) }, code);
}
