using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What the core is told or asked. Everything that is not pure, such as time and chance, comes in with it.</summary>
internal abstract record Command
{
    private Command()
    {
    }

    /// <summary>
    /// What a message of the protocol asks of the core; null: nothing. A start and a change are not among them: what they bring has
    /// to be prepared first.
    /// </summary>
    public static Command? Of(ITransactionCommand message) => message switch
    {
        GetTransaction => new Get(),
        WatchTransaction => new Watch(),
        GetTransactionPlan => new Plan(),
        _ => null,
    };

    // From callers.

    internal sealed record Start(StartRequest Request) : Command;

    internal sealed record Get : Command;

    internal sealed record Watch : Command;

    /// <summary>What would happen from here?</summary>
    internal sealed record Plan : Command;

    /// <summary>Something that somebody wants to be made of a known transaction, and that is stored.</summary>
    internal abstract record Change : Command;

    /// <summary>The transaction is to go back.</summary>
    /// <param name="IsOfParent">It is a child, whose parent says so again and again. Nothing comes of that once it goes back.</param>
    /// <param name="WishId">The same wish comes to the same: nothing is decided twice. Null: a parent's.</param>
    internal sealed record Cancel(string Reason, bool IsOfParent = false, string? WishId = null) : Change;

    /// <summary>The transaction has completed, and is to be undone.</summary>
    /// <param name="Node">Which node the coordinator is on.</param>
    internal sealed record Undo(string Reason, string Node) : Change;

    internal sealed record Operate(InterventionRequest Request) : Change;

    internal sealed record Signal(SignalRequest Request) : Change;

    // From attempts.

    /// <summary>The answer to an attempt. One of another epoch or attempt than the issued one changes nothing.</summary>
    internal abstract record Answer(int Step, long Epoch, int Attempt) : Command;

    /// <param name="Output">Null: the step kept its input as its output.</param>
    internal sealed record Executed(int Step, long Epoch, int Attempt, Payload? Output) : Answer(Step, Epoch, Attempt);

    /// <summary>The items of a block.</summary>
    /// <param name="AtATime">How many of its branches are under way at a time.</param>
    internal sealed record Listed(int Step, long Epoch, int Attempt, ImmutableArray<Payload> Items, int AtATime)
        : Answer(Step, Epoch, Attempt);

    internal sealed record ExecuteFailed(int Step, long Epoch, int Attempt, AttemptError Error) : Answer(Step, Epoch, Attempt);

    internal sealed record Compensated(int Step, long Epoch, int Attempt) : Answer(Step, Epoch, Attempt);

    internal sealed record CompensateFailed(int Step, long Epoch, int Attempt, AttemptError Error) : Answer(Step, Epoch, Attempt);

    /// <summary>An execution that is no longer wanted had not begun, and will not.</summary>
    internal sealed record NotBegun(int Step, long Epoch, int Attempt) : Answer(Step, Epoch, Attempt);

    // From the coordinator itself, about its incarnation.

    /// <summary>A new incarnation has read the log and takes over.</summary>
    /// <param name="Node">Which node it is on.</param>
    /// <param name="MaxIncarnations">After so many in a row without progress the transaction is suspended.</param>
    /// <param name="Rejected">Answers that the incarnation before could not store.</param>
    /// <param name="IsAsked">Somebody asks for something that is going to be written, so it takes over whatever there is to do.</param>
    internal sealed record Recover(
        string Node, int MaxIncarnations, ImmutableArray<RejectedAnswer> Rejected, bool IsAsked = false) : Command;

    /// <summary>Time has passed: what waits for a time that has come is issued.</summary>
    internal sealed record Tick : Command;

    /// <summary>This incarnation leaves in order.</summary>
    /// <param name="Unbegun">Issued attempts that it never began.</param>
    internal sealed record Leave(ImmutableArray<AttemptKey> Unbegun) : Command;
}
