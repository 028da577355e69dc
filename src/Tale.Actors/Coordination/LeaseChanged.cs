using Akka.Actor;

namespace Tale.Actors.Coordination;

/// <summary>
/// To the region, which passes it on to its coordinators: the lease of the database is held again, or another node may have held it meanwhile.
/// </summary>
internal sealed class LeaseChanged : INoSerializationVerificationNeeded
{
    public static readonly LeaseChanged Instance = new();
}
