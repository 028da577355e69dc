using Tale.Actors.Journal.Tests.Conformance;

namespace Tale.Actors.Journal.Tests.SeveralDatabases;

public sealed class SeveralJournalConformance() : JournalConformance(new SeveralTestStore(3));

public sealed class SeveralIsolationConformance() : IsolationConformance(new SeveralTestStore(3));

public sealed class SeveralStorableConformance() : StorableConformance(new SeveralTestStore(3));

public sealed class SeveralIndexConformance() : IndexConformance(new SeveralTestStore(3));

public sealed class SeveralIndexSearchConformance() : IndexSearchConformance(new SeveralTestStore(3));

public sealed class SeveralRuntimeConformance() : RuntimeConformance(new SeveralTestStore(3));
