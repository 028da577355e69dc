namespace Tale.Actors.Benchmarks.Cases;

/// <summary>What can be measured.</summary>
internal static class BenchmarkCases
{
    public static readonly IReadOnlyDictionary<string, (string Description, Func<BenchmarkOptions, Task<int>> Run)> All =
        new Dictionary<string, (string, Func<BenchmarkOptions, Task<int>>)>
        {
            ["holiday"] = ("The holiday booking: A, all four steps succeed; B, the last one fails for good and three are undone.", HolidayCase.RunAsync),
            ["holiday-a"] = ("Only A.", HolidayCase.RunAAsync),
            ["holiday-services"] = ("Only A, with a service provider: a scope for each attempt.", HolidayCase.RunWithServicesAsync),
            ["holiday-b"] = ("Only B.", HolidayCase.RunBAsync),
            ["http"] = ("The holiday booking over the API of a host in a process of its own, whose steps call its services over HTTP.", HttpCase.RunAsync),
            ["bare"] = ("For comparison: a persistent actor with five events of 250 bytes, without Tale.", BareCase.RunAsync),
            ["commits"] = ("For comparison: five commits of one row, one after another, in the database itself.", CommitsCase.RunAsync),
            ["concurrent"] = ("One transaction with 2,000 concurrent steps of one second.", ConcurrentCase.RunAsync),
            ["growth"] = ("One transaction of 4 to 30,000 steps, branches or items, of blocks in blocks, and with a state of up to 1 MB: bytes allocated for each, and the time.", GrowthCase.RunAsync),
            ["restart"] = ("SIGKILL with --in-flight transactions open; the time until the next process has brought all of them to their end.", RestartCase.RunAsync),
            ["open-loop"] = ("Bookings at 50, 70, 90 and 150 % of what --in-flight at a time brings, whether or not those before have ended.", OpenLoopCase.RunAsync),
            ["young"] = ("How fast a node is from its first second on.", YoungCase.RunAsync),
            ["messages"] = ("What actors say to each other for one booking.", MessagesCase.RunAsync),
            ["soak"] = ("--seconds at full speed and as long at a tenth: memory, handles, the database's log.", SoakCase.RunAsync),
            ["stored"] = ("The holiday booking on an empty store and on one with --stored finished transactions.", StoredCase.RunAsync),
            ["idle"] = ("The memory of transactions that wait for a distant retry.", IdleCase.RunAsync),
            ["micro"] = ("BenchmarkDotNet: the core, the serializers and a journal's batch.", MicroCases.RunAsync),
            [OpenLoopCase.GenerateCommand] = ("(part of 'open-loop')", OpenLoopCase.GenerateAsync),
            [RestartCase.HoldCommand] = ("(part of 'restart')", RestartCase.HoldAsync),
            [RestartCase.ResumeCommand] = ("(part of 'restart')", RestartCase.ResumeAsync),
        };
}
