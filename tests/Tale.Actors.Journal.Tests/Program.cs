using Tale.Actors.Journal.Tests.Leases;

// Tests run this very assembly as a process.
return args is [LeasedNodeProgram.Verb, var name, var folder, var stores, var server, var duration]
    ? await LeasedNodeProgram.RunAsync(name, folder, Enum.Parse<LeasedStores>(stores), server, duration)
    : 2;
