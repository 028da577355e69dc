using System.Text.Json;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Node;

namespace Tale.Actors.Host.Cli;

/// <summary>
/// Prints the definitions of this build as <c>GET /definitions</c> answers them, without opening a database: what a running node compares
/// with its transactions before the build takes its place.
/// </summary>
internal static class DefinitionsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(bool hasSamples)
    {
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(TransactionRegistry.Of(NodeDefinitions.Of(hasSamples)).All.ToDto(), Json));
        return ExitCodes.Success;
    }
}
