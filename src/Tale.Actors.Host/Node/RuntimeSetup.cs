using Tale.Actors.Definitions;
using Tale.Actors.Host.Api;

namespace Tale.Actors.Host.Node;

/// <summary>Registers the Tale runtime on its SQLite journal.</summary>
internal static class RuntimeSetup
{
    public static void AddTaleRuntime(this IServiceCollection services, string journalPath, IReadOnlyList<TransactionDefinition> definitions)
    {
        services.AddSingleton(new DefinitionCatalog(definitions));
        services.AddSingleton<ITaleClient>(new PendingRuntime());
        services.AddSingleton<Index.ITransactionIndex>(new PendingRuntime());
    }
}
