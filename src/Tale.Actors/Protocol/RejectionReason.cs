using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>
/// Why a command was refused. But for <see cref="JournalUnavailable"/>, and <see cref="Stopping"/> for a call that was open, nothing was
/// stored.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<RejectionReason>))]
public enum RejectionReason
{
    /// <summary>No definition is registered under that name (and version).</summary>
    UnknownDefinition = 1,

    /// <summary>The state is not of the definition's input type, or cannot be serialized.</summary>
    StateDoesNotFit = 2,

    /// <summary>The id is not of the form <c>[A-Za-z0-9._:-]{1,200}</c>.</summary>
    InvalidId = 3,

    /// <summary>The serialized state is larger than <c>tale.max-payload-bytes</c>, or than a message to another node may be.</summary>
    PayloadTooLarge = 4,

    /// <summary>
    /// The id is taken by a transaction with another definition, version or state; or a command's id by another command of an operator.
    /// </summary>
    Conflict = 5,

    /// <summary>Too much is in flight; try again later.</summary>
    Overloaded = 6,

    /// <summary>
    /// The node is stopping. Calls that were open when that began are answered with it too, and may have been stored: ask again with the same
    /// id.
    /// </summary>
    Stopping = 7,

    /// <summary>The journal did not confirm. Whether the start was stored is unknown: ask again with the same id.</summary>
    JournalUnavailable = 8,

    /// <summary>A header is invalid: too many, too long, or without a name.</summary>
    InvalidHeaders = 9,

    /// <summary>The command makes no sense as the transaction stands.</summary>
    NotAllowed = 10,

    /// <summary>The transaction has gone on since the operator looked: look again.</summary>
    RevisionChanged = 11,

    /// <summary>Something that the command has to say is missing, too long, or does not fit.</summary>
    InvalidCommand = 12,

    /// <summary>This node may not take the transaction over at present: try again later, or on another node.</summary>
    NotOwner = 13,
}
