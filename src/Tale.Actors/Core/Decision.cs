using System.Collections.Immutable;

namespace Tale.Actors.Core;

/// <summary>The core's answer to a command: what is to be written, the state after it, and what is then to be said.</summary>
/// <param name="State">Null: there is no transaction.</param>
/// <param name="Reply">Null: nobody is told. Without events too, the command was stale.</param>
internal sealed record Decision(ImmutableArray<Event> Events, TransactionState? State, Reply? Reply)
{
    public static Decision Ignored(TransactionState? state) => new([], state, null);

    public static Decision Answered(TransactionState? state, Reply reply) => new([], state, reply);
}
