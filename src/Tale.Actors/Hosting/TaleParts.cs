using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Operations;

namespace Tale.Actors.Hosting;

/// <summary>Tale as it has been started in an actor system.</summary>
/// <param name="Runtime">Null: this node is a client only.</param>
/// <param name="Operations">Null likewise.</param>
/// <param name="Index">Null: this node is a client only, and knows no database of the index.</param>
internal sealed record TaleParts(
    ITaleClient Client, TransactionRegistry Registry, TaleRuntime? Runtime, ITaleOperations? Operations, ITransactionIndex? Index);
