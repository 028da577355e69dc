using Tale.Actors.Cluster.Tests.Figures;
using Tale.Actors.Cluster.Tests.Processes;

switch (args)
{
    // Started by tests: a node in a process of its own, which they can stop, pause and kill.
    case ["node", .. var options]:
        return await NodeProcess.RunAsync(NodeOptions.Of(options));
    // Started by hand, on a quiet machine: what is promised of a cluster, measured.
    case ["figures", .. var names] when names.All(FigureCases.All.ContainsKey):
        foreach (var name in names.Length > 0 ? names : [.. FigureCases.All.Keys])
        {
            Console.Error.WriteLine($"{name}: measuring ...");
            Console.WriteLine($"{name}: {await FigureCases.All[name].Run()} (promised: {FigureCases.All[name].Bound})");
        }
        return 0;
    default:
        Console.Error.WriteLine($"dotnet run -c Release --project tests/Tale.Actors.Cluster.Tests -- figures [CASE ...], one of: {string.Join(", ", FigureCases.All.Keys)}");
        return 2;
}
