namespace Tale.Actors.Definitions;

/// <summary>
/// A definition as data: which one it is, its hash, and all that the hash covers. It goes from one build to another as JSON, so that a build
/// can be compared with the transactions in flight before it is deployed.
/// </summary>
/// <param name="Name">The definition's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Its <see cref="TransactionDefinition.Hash"/>.</param>
public sealed record DefinitionManifest(string Name, int Version, string Hash)
{
    /// <summary>
    /// The transaction and everything in it, a block before what it holds, in definition order. Default: empty, and then only hashes can be
    /// compared.
    /// </summary>
    public IReadOnlyList<DefinitionPart> Parts { get; init; } = [];

    /// <summary>The fingerprint that logs of the first format name; null: nobody said.</summary>
    internal string? LegacyHash { get; init; }

    /// <summary>Describes a definition.</summary>
    /// <param name="definition">The definition.</param>
    public static DefinitionManifest Of(TransactionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition.Name, definition.Version, definition.Hash)
        {
            Parts = DefinitionParts.Of(definition), LegacyHash = definition.LegacyHash,
        };
    }

    /// <summary>The name and the version.</summary>
    public override string ToString() => $"{Name} v{Version}";
}
