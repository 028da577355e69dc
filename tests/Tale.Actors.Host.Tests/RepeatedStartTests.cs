using System.Net;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>The same start again, over HTTP, after a deployment that could not take it for a new one.</summary>
public sealed class RepeatedStartTests : IAsyncLifetime
{
    private const string Path = "/transactions/book-holiday";
    private const string Start = """{"id":"order-1","state":{"customerId":"ada","amount":100}}""";

    private readonly RunningNode _node;
    private bool _hasSamples = true;

    public RepeatedStartTests() => _node = new RunningNode { Configure = options => options with { HasSamples = _hasSamples } };

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task F53_is_the_same_transaction_also_where_its_definition_has_gone()
    {
        var first = await (await _node.PostAsync(Path + "?wait=30s", Start)).JsonAsync(HttpStatusCode.OK);
        _hasSamples = false;
        await _node.RestartAsync();

        var again = await (await _node.PostAsync(Path, Start)).JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal(("completed", "completed"), (first.GetProperty("status").GetString(), again.GetProperty("status").GetString()));
        await (await _node.PostAsync(Path, Start.Replace("100", "200", StringComparison.Ordinal))).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await (await _node.PostAsync(Path, Start.Replace("order-1", "order-2", StringComparison.Ordinal))).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await (await _node.PostAsync(Path, Start.Replace("\"id\":\"order-1\",", "", StringComparison.Ordinal))).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    /// <summary>What does not fit today may be what was stored, and is compared with that.</summary>
    [Fact]
    public async Task F53_another_state_under_a_known_id_is_a_conflict_also_where_it_does_not_fit()
    {
        await (await _node.PostAsync(Path, Start)).JsonAsync(HttpStatusCode.Accepted);

        await (await _node.PostAsync(Path, """{"id":"order-1","state":{"customer":"ada"}}""")).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await (await _node.PostAsync(Path, """{"id":"order-2","state":{"customer":"ada"}}""")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }
}
