using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Leases;

/// <summary>A database that the nodes of a cluster use together.</summary>
internal interface IMemberDatabase : ILeaseDatabase
{
    /// <summary>Connects; the schema is seen to as for any other connection.</summary>
    IMemberStore OpenMembers();
}
