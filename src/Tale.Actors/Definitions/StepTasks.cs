namespace Tale.Actors.Definitions;

/// <summary>Awaits the tasks of step code so that nothing they say is lost.</summary>
internal static class StepTasks
{
    /// <exception cref="OutcomeUnknownException">There is no task: the code ran, and what it did is not known.</exception>
    /// <exception cref="AggregateException">
    /// The task has several errors, as that of <c>Task.WhenAll</c>; an await shows only the first.
    /// </exception>
    public static Task<T> Of<T>(Task<T>? task) =>
        task is { IsCompletedSuccessfully: true } ? task : ResultAsync(task);

    /// <inheritdoc cref="Of{T}(Task{T})"/>
    public static Task Of(Task? task) =>
        task is { IsCompletedSuccessfully: true } ? task : EndAsync(task);

    private static async Task<T> ResultAsync<T>(Task<T>? task)
    {
        await EndAsync(task);
        return task!.Result;
    }

    private static async Task EndAsync(Task? task)
    {
        if (task is null)
            throw new OutcomeUnknownException("The step returned null in place of a task; what it did before is not known.");
        try
        {
            await task;
        }
        catch (Exception) when (task.Exception is { InnerExceptions.Count: > 1 })
        {
            throw task.Exception;
        }
    }
}
