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

    public void End(Result result)
    {
        Result = result;
        WaitsUntil = null;
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
        IsUnwanted = true;
        IsCancelled |= cancels;
        return isNews;
    }
}
