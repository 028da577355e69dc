namespace Tale.Actors.Core;

/// <summary>Why a transaction is suspended, for programs.</summary>
internal enum SuspensionCause
{
    /// <summary>Steps or compensations that need an operator.</summary>
    OperatorNeeded = 1,

    /// <summary>Its definition is not registered, or its hash changed. Resumes by itself.</summary>
    DefinitionMissing = 2,

    /// <summary>Its log holds something that this version cannot read. Resumes by itself on a node that can.</summary>
    LogUnreadable = 3,

    /// <summary>Incarnation after incarnation of its coordinator ended without progress. Needs an operator.</summary>
    NoProgress = 4,
}
