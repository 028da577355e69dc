namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>What two nodes share. A journal that is not Tale's has its index in a database of its own.</summary>
public enum LeasedStores
{
    Sqlite,
    Postgres,
    IndexOnSqlite,
    IndexOnPostgres,
}
