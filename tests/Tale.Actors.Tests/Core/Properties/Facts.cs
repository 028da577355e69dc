namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What the model knows about one step.</summary>
/// <param name="isPivot">Once it has succeeded nothing goes back.</param>
internal sealed class Facts(StepSpec spec, bool isPivot)
{
    public StepSpec Spec => spec;

    public bool IsPivot => isPivot;

    /// <summary>A pivot that cannot be undone must not be passed over.</summary>
    public IfUnknown IfUnknown =>
        isPivot && !spec.HasUndo && spec.IfUnknown == IfUnknown.IsUndone ? IfUnknown.NeedsOperator : spec.IfUnknown;

    public int Attempt { get; set; } = 1;

    public List<int> Errors { get; } = [];

    public Result Result { get; set; }

    public string Input { get; set; } = "";

    public string? Output { get; private set; }

    /// <summary>It has begun to wait, and what it waits for has not come.</summary>
    public bool IsAwaiting { get; set; }

    /// <summary>What it waited for has come, and an attempt is made of it.</summary>
    public bool HasSignal { get; set; }

    /// <summary>What came with the signal.</summary>
    public string? Brought { get; set; }

    public int UndoAttempt { get; set; } = 1;

    public List<int> UndoErrors { get; } = [];

    /// <summary>When the open attempt is due, in whichever direction; null when it has been issued.</summary>
    public DateTimeOffset? WaitsUntil { get; set; }

    public bool WasOpenInCrash { get; set; }

    public bool FailedInDoubt { get; set; }

    public bool MayHaveTakenEffect => (WasOpenInCrash || FailedInDoubt) && (spec.HasUndo || IfUnknown != IfUnknown.IsUndone);

    public bool IsUndone { get; set; }

    public bool UndoFailed { get; set; }

    public bool UndoIsStuck { get; set; }

    public bool UndoIsForced { get; set; }

    public bool IsStuck => Result == Result.Escalated || UndoIsStuck;

    public bool IsUnwanted { get; private set; }

    public bool IsCancelled { get; private set; }

    /// <summary>An operator has it tried although the transaction goes back.</summary>
    public bool IsWanted { get; private set; }

    public void End(Result result)
    {
        Result = result;
        WaitsUntil = null;
        IsAwaiting = false;
    }

    public void Succeed(string output)
    {
        End(Result.Succeeded);
        Output = output;
    }

    /// <summary>Whether it is news that this step is unwanted, or cancelled.</summary>
    public bool Tell(bool cancels)
    {
        var isNews = !IsUnwanted || (cancels && !IsCancelled);
        IsWanted &= !isNews;
        IsUnwanted = true;
        IsCancelled |= cancels;
        return isNews;
    }

    /// <summary>It is tried again; a wait that has had no signal waits again.</summary>
    /// <param name="isWanted">It is to be known how it ends.</param>
    public void TryAgain(bool isWanted, bool isDoomed)
    {
        Result = Result.None;
        Attempt++;
        IsWanted = isWanted && isDoomed;
        if (isWanted)
            (IsUnwanted, IsCancelled) = (false, false);
    }

    public void ForceUndo()
    {
        UndoIsStuck = false;
        UndoIsForced = true;
        UndoAttempt++;
    }

    /// <summary>An operator says so: there is nothing to undo.</summary>
    public void Skip()
    {
        End(Result.Skipped);
        Output = Input;
    }
}
