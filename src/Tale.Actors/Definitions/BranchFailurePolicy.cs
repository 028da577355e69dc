namespace Tale.Actors.Definitions;

/// <summary>What a concurrent block does when one of its branches has failed for good.</summary>
public enum BranchFailurePolicy
{
    /// <summary>The default, talepy's way: let running siblings finish, start nothing new, then undo what took effect.</summary>
    Wait = 0,

    /// <summary>Cancel the siblings' tokens, wait for them to end, then undo what took effect or may have.</summary>
    FailFast = 1,
}
