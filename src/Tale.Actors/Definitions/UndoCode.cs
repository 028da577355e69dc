namespace Tale.Actors.Definitions;

/// <summary>A function that undoes a step, in the one form that the runtime calls.</summary>
internal sealed record UndoCode<T>(Func<T, StepContext, Task> Run, bool TakesContext)
{
    public static UndoCode<T> Of(Action<T> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new((state, _) => { undo(state); return Task.CompletedTask; }, false);
    }

    public static UndoCode<T> Of(Action<T, StepContext> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new((state, step) => { undo(state, step); return Task.CompletedTask; }, true);
    }

    public static UndoCode<T> Of(Func<T, Task> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new((state, _) => undo(state), false);
    }

    public static UndoCode<T> Of(Func<T, StepContext, Task> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new(undo, true);
    }
}
