using System.Text;
using Tale.Actors.Coordination;
using Tale.Actors.Core;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>A log that is taken for new is not read before its first write; the journal's key says if that was wrong.</summary>
public abstract class NewIdTests(ITestStore store) : IDisposable
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_id_that_was_used_before_is_answered_from_its_log(bool afterARestart)
    {
        var first = Node.Start(store, Definition());
        var second = afterARestart ? null : first;
        try
        {
            Assert.Equal(2, (await first.RunAsync(Definition(), 1, "t1")).Result);
            if (second is null)
            {
                await first.DisposeAsync();
                second = Node.Start(store, Definition());
            }
            await second.ListedAsync("t1", row => row.Status == TransactionStatus.Completed);
            // Its neighbours in the batch are written.
            var neighbours = Enumerable.Range(0, 20).Select(n => second.Client.RunAsync(Definition(), n)).ToArray();

            var same = await AskAsync(second, 1);
            var other = await AskAsync(second, 7);

            Assert.Equal(TransactionStatus.Completed, Assert.IsType<TransactionAccepted>(same).Status);
            Assert.Equal(RejectionReason.Conflict, Assert.IsType<TransactionRejected>(other).Reason);
            var outcomes = await Task.WhenAll(neighbours).WaitAsync(Node.Patience);
            Assert.Equal(Enumerable.Range(1, 20), outcomes.Select(outcome => outcome.Result));
        }
        finally
        {
            if (second is not null)
                await second.DisposeAsync();
        }
    }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>As a client asks that has made the id itself.</summary>
    private static Task<object> AskAsync(Node node, int state)
    {
        var start = new StartTransaction("t1", "t", state) { NotifyOutcome = false };
        var payload = new Payload("int32", Encoding.UTF8.GetBytes($"{state}"));
        var request = new StartRequest("t1", "t", null, payload, [], "") { Plan = Plan.Of(TaleExtension.For(node.System).Registry.Find("t")!) };
        return TaleExtension.For(node.System).Region.Ask(new StartEnvelope(start, request, IsIdNew: true), Node.Patience);
    }

    private static TransactionDefinition<int, int> Definition() => Transaction.Define<int>("t").Step("one", n => n + 1).Build();
}

public sealed class NewIdOnSqliteTests() : NewIdTests(new SqliteTestStore());

public sealed class NewIdOnPostgresTests() : NewIdTests(new PostgresTestStore());
