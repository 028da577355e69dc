using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>More starts at once than a node takes on: what it accepts it brings to an end, and what it refuses was never there.</summary>
public sealed class BurstTests : IDisposable
{
    private const int Burst = 20_000;
    private const int MaxActive = 500;
    private const int AdmissionLimit = 50;

    // On a busy machine an answer may take longer than the defaults allow. It must be the first one: nothing is asked twice here.
    private const string Patience = "tale.client { ask-timeout = 60s, rewatch-interval = 60s }";

    private readonly SqliteTestStore _store = new();
    private readonly Gate _gate = new();
    private readonly TransactionDefinition<int, int> _definition;

    // Those with an even number are completed, the others compensated.
    public BurstTests() => _definition = Transaction.Define<int>("t")
        .Step("one", async (int n) => { await _gate.PassAsync(); return n; })
        .Step("two", (int n) => n % 2 == 0 ? n : throw new InvalidOperationException("odd")).Build();

    [Fact]
    [Trait("failure", "F25")]
    public async Task Of_20000_starts_those_past_max_active_are_refused_and_all_others_end()
    {
        await using var node = Node.Start(_store, $"tale.region.max-active = {MaxActive} \n {Patience}", _definition);

        // While their steps wait nobody makes room. Afterwards they do, one after another, in the middle of further starts.
        var (accepted, refused) = await StartAsync(node, 0, Burst / 2);
        Assert.Equal((MaxActive, (Burst / 2) - MaxActive), (accepted.Count, refused.Count));
        _gate.Open();
        for (var first = Burst / 2; first < Burst; first += Burst / 20)
        {
            var (later, refusedLater) = await StartAsync(node, first, Burst / 20);
            accepted.AddRange(later);
            refused.AddRange(refusedLater);
        }

        await AssertEndAsync(node, accepted, refused);
        Assert.Equal(Burst, accepted.Count + refused.Count);
    }

    [Fact]
    [Trait("failure", "F25")]
    public async Task Of_20000_starts_those_past_the_admission_limit_are_refused_and_all_others_end()
    {
        _gate.Open();
        var journal = FaultyJournal.Use(_store, out var disk, $"admission-limit = {AdmissionLimit}");
        await using var node = Node.Start(_store, $"{journal} \n {Patience}", _definition);
        await node.RunAsync(_definition, 0, "0");

        // One write is under way and one more than the limit wait: every start from here on finds the journal full.
        disk.Hang();
        var first = StartAsync(node, 1, 1);
        await Node.UntilAsync(() => disk.Waiting == 1);
        var waiting = StartAsync(node, 2, AdmissionLimit + 1);
        await Node.UntilAsync(() => ((IAdmission)node.Tale.Index).Refusal is { Reason: RejectionReason.Overloaded });
        var (none, refused) = await StartAsync(node, AdmissionLimit + 3, Burst - AdmissionLimit - 3);
        Assert.Equal((0, Burst - AdmissionLimit - 3), (none.Count, refused.Count));
        disk.Release();

        await AssertEndAsync(node, [0, .. (await first).Accepted, .. (await waiting).Accepted], refused);
        Assert.Equal(Burst, AdmissionLimit + 3 + refused.Count);
        Assert.Equal(TransactionStatus.Completed, (await node.RunAsync(_definition, refused[1], $"{refused[1]}")).Status);
    }

    public void Dispose() => _store.Dispose();

    /// <summary>Starts that many at once; the number is state and id.</summary>
    private static async Task<(List<int> Accepted, List<int> Refused)> StartAsync(Node node, int first, int count)
    {
        // In the pool: the context of a test gives every continuation a thread of its own.
        var answers = await Task.Run(() => Task.WhenAll(Enumerable.Range(first, count).Select(number => IsAcceptedAsync(node, number))));
        return ([.. Numbers(true)], [.. Numbers(false)]);

        IEnumerable<int> Numbers(bool isAccepted) =>
            answers.Index().Where(answer => answer.Item == isAccepted).Select(answer => first + answer.Index);
    }

    private static async Task<bool> IsAcceptedAsync(Node node, int number)
    {
        try
        {
            await node.StartAsync("t", number, $"{number}");
            return true;
        }
        catch (TransactionRejectedException refusal) when (refusal.Reason == RejectionReason.Overloaded)
        {
            return false;
        }
    }

    private static async Task AssertEndAsync(Node node, List<int> accepted, List<int> refused)
    {
        var outcomes = await Task.WhenAll(accepted.Select(async number => (Number: number, (await node.Client.WatchAsync($"{number}").WaitAsync(Node.Patience))!.Status)));
        Assert.All(
            outcomes,
            outcome => Assert.Equal(outcome.Number % 2 == 0 ? TransactionStatus.Completed : TransactionStatus.Compensated, outcome.Status));
        foreach (var chunk in refused.Chunk(2_000))
            Assert.All(await Task.WhenAll(chunk.Select(number => node.Client.GetAsync($"{number}"))).WaitAsync(Node.Patience), Assert.Null);
        var counts = (await node.Tale.Index.CountAsync(new())).ToDictionary(count => count.Status, count => count.Number);
        Assert.Equal(accepted.Count, counts.Values.Sum());
        Assert.Equal(accepted.Count(number => number % 2 == 0), counts[TransactionStatus.Completed]);
        Assert.Equal(accepted.Count(number => number % 2 != 0), counts[TransactionStatus.Compensated]);
    }
}
