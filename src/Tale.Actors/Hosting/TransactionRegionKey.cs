namespace Tale.Actors.Hosting;

/// <summary>The key of Tale's region in the <c>ActorRegistry</c>.</summary>
public sealed class TransactionRegionKey
{
    private TransactionRegionKey()
    {
    }
}
