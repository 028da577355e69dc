namespace Tale.Actors.Serialization.Proto;

/// <summary>The fields that every event has. They are written and read in one place, <see cref="EventTable"/>.</summary>
internal interface IEventProto
{
    long At { get; set; }

    bool HasDueAt { get; }

    long DueAt { get; set; }
}

internal sealed partial class TransactionStartedProto : IEventProto;

internal sealed partial class StepSucceededProto : IEventProto;

internal sealed partial class ItemsListedProto : IEventProto;

internal sealed partial class AttemptEndedProto : IEventProto;

internal sealed partial class StepCompensatedProto : IEventProto;

internal sealed partial class TransactionTurnedProto : IEventProto;

internal sealed partial class TransactionSuspendedProto : IEventProto;

internal sealed partial class TransactionResumedProto : IEventProto;

internal sealed partial class CoordinatorRecoveredProto : IEventProto;

internal sealed partial class AttemptsProto : IEventProto;

internal sealed partial class WaitStartedProto : IEventProto;

internal sealed partial class SignalReceivedProto : IEventProto;

internal sealed partial class OperatorIntervenedProto : IEventProto;
