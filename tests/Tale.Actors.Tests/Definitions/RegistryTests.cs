using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>Several versions of a definition, side by side.</summary>
public sealed class RegistryTests
{
    private static readonly TransactionDefinition V2 = Define("t", 2);
    private static readonly TransactionRegistry Registry = new([V2, Define("t", 10), Define("t", 1), Define("a", 1)]);

    [Fact]
    public void A_version_is_found_by_its_number() => Assert.Same(V2, Registry.Find("t", 2));

    [Fact]
    public void Without_a_version_the_highest_is_found() => Assert.Equal(10, Registry.Find("t")!.Version);

    [Fact]
    public void What_is_not_registered_is_not_found()
    {
        Assert.Null(Registry.Find("t", 3));
        Assert.Null(Registry.Find("x"));
        Assert.Null(Registry.Find("T"));
    }

    [Fact]
    public void All_are_listed_by_name_and_version() =>
        Assert.Equal(["a v1", "t v1", "t v2", "t v10"], Registry.All.Select(definition => $"{definition}"));

    [Fact]
    public void The_same_name_and_version_twice_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new TransactionRegistry([V2, Define("t", 2)]));
        Assert.Contains("t v2 is registered twice", error.Message, StringComparison.Ordinal);
    }

    private static TransactionDefinition<Order, Order> Define(string name, int version) =>
        Transaction.Define<Order>(name, version).Step<DebitCustomerBalance>().Build();
}
