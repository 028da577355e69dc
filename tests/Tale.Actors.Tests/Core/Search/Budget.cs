namespace Tale.Actors.Tests.Core.Search;

/// <summary>How much may still go wrong, or come from outside.</summary>
/// <param name="Failures">Attempts, to execute or to undo, that fail without a doubt.</param>
/// <param name="Doubts">Attempts that fail, and may have taken effect, at once or never.</param>
/// <param name="Lates">Attempts that time out, and whose effect comes at any time after that.</param>
/// <param name="Crashes">Ends of an incarnation: what it has in hand took effect, or did not.</param>
/// <param name="Leaves">Incarnations that leave in order, with some of what they have in hand not begun.</param>
/// <param name="Losses">Incarnations that lose the transaction to another one, while what they have in hand goes on.</param>
/// <param name="Undos">Times that a completed transaction is to be undone.</param>
/// <param name="Retries">Times that an operator has everything that is stuck tried again, or, where something may come late, abandons an attempt.</param>
/// <param name="Helps">Times that an operator says how a step that is stuck stands, or has everything go back.</param>
internal readonly record struct Budget(
    int Failures = 0, int Doubts = 0, int Lates = 0, int Crashes = 0, int Leaves = 0, int Losses = 0, int Cancels = 0, int Signals = 0,
    int Retries = 0, int Undos = 0, int Helps = 0);
