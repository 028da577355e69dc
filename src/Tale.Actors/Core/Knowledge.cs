using System.Reflection;

namespace Tale.Actors.Core;

/// <summary>What a node can read and run, as the nodes of a cluster tell each other: a line for each definition, and one for its build of Tale.</summary>
internal static class Knowledge
{
    /// <summary>No name begins so.</summary>
    private const string Build = "\tTale\t";
    private const string AnyBut = "not ";

    private static readonly string Own = Build
        + typeof(Knowledge).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>Whether a node with these lines is of another build of Tale than this one.</summary>
    public static bool IsOfAnotherBuild(IReadOnlySet<string> lines) => !lines.Contains(Own);

    public static IReadOnlyList<string> Of(PlanCatalog plans) =>
        [Own, .. plans.All.Select(plan => OfPlan(plan.Definition, plan.Version, plan.Hash)).Order(StringComparer.Ordinal)];

    /// <summary>A definition in any shape.</summary>
    /// <param name="version">Null: in any version too.</param>
    public static string OfDefinition(string name, int? version) => version is { } number ? $"{name}\tv{number}" : name;

    /// <summary>What it takes to go on with a log that cannot be folded here: its definition as it was, or another build of Tale.</summary>
    public static string Of(UnfoldedLog unfolded) => unfolded is { Problem.Cause: SuspensionCause.DefinitionMissing, Log.Started: var started }
        ? OfPlan(started.Definition, started.Version, started.Hash)
        : AnyBut + Own;

    /// <summary>Whether it is only known that it is not this build.</summary>
    public static bool IsAnyOtherBuild(string what) => what.StartsWith(AnyBut + Build, StringComparison.Ordinal);

    /// <summary>Whether a node with these lines knows it.</summary>
    public static bool Has(IReadOnlySet<string> lines, string what) => IsAnyOtherBuild(what)
        ? !lines.Contains(what[AnyBut.Length..])
        : lines.Contains(what) || lines.Any(line => line.StartsWith(what + '\t', StringComparison.Ordinal));

    private static string OfPlan(string name, int version, string hash) => $"{OfDefinition(name, version)}\t{hash}";
}
