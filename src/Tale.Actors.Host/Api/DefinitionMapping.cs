using Tale.Actors.Definitions;
using Tale.Actors.Deployments;
using Tale.Actors.Host.Api.Contracts;

namespace Tale.Actors.Host.Api;

/// <summary>Maps definitions, and what a deployment does to transactions, to the API's contracts.</summary>
internal static class DefinitionMapping
{
    public static DefinitionListDto ToDto(this IEnumerable<TransactionDefinition> definitions) => new([.. definitions.Select(ToDto)]);

    public static DefinitionDto ToDto(this TransactionDefinition definition) => new(
        definition.Name, definition.Version, definition.Hash,
        [.. definition.Steps.Select(step => new DefinitionStepDto(step.Path, step.Compensates, step.MaxRetries))],
        [.. DefinitionManifest.Of(definition).Parts.Select(part => new DefinitionPartDto(part.Path, part.Facts))]);

    public static DefinitionManifest ToManifest(this DeployedDefinitionDto definition) =>
        new(definition.Name, definition.Version, definition.Hash)
        {
            Parts = [.. (definition.Parts ?? []).Select(part => new DefinitionPart(part.Path, part.Facts))],
        };

    public static DeploymentDiffDto ToDto(this DeploymentDiff diff) =>
        new(diff.IsSafe, diff.Affected, diff.CannotGoBack, [.. diff.Versions.Select(ToDto)]);

    private static VersionDiffDto ToDto(VersionDiff version) => new(
        version.Definition, version.Version, version.Effect, version.Open, version.Affected, version.CannotGoBack, version.Running,
        version.Compensating, version.Suspended, version.Read, version.Hash, version.RegisteredHash, version.Changes, version.ChangedChildren,
        [.. version.OpenSteps.Select(step => new OpenStepDto(step.Step, step.TransactionIds.Count, step.TransactionIds))]);
}
