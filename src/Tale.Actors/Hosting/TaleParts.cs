using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Index;

namespace Tale.Actors.Hosting;

/// <summary>Tale as it has been started in an actor system.</summary>
/// <param name="Runtime">Null: this node is a client only.</param>
/// <param name="Index">Null: this node is a client only, and knows no database of the index.</param>
internal sealed record TaleParts(ITaleClient Client, TransactionRegistry Registry, TaleRuntime? Runtime, ITransactionIndex? Index);
