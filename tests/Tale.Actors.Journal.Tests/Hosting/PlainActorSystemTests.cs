using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Hosting;

/// <summary>Tale's journals in an actor system, or a TestKit, that is made without Akka.Hosting.</summary>
public sealed class PlainActorSystemTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale plain \"quoted\" ");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task On_a_SQLite_file_a_transaction_outlives_its_actor_system() =>
        Outlives(TaleJournal.SqliteConfig(Path.Combine(_folder.FullName, "tale.db")));

    [SkippableFact]
    public async Task On_PostgreSQL_a_transaction_outlives_its_actor_system()
    {
        var store = new PostgresTestStore();
        await Outlives(TaleJournal.PostgresConfig(store.ConnectionString));
    }

    [Fact]
    public void An_empty_path_is_refused() => Assert.Throws<ArgumentException>(() => TaleJournal.SqliteConfig(" "));

    private static async Task Outlives(Config journal)
    {
        var options = new StartOptions { TransactionId = "t-1" };
        await InSystem(journal, client => client.RunAsync(AddOne, 1, options));
        var view = await InSystem(journal, client => client.GetAsync("t-1"));
        var page = await InSystem(journal, client => client.ListAsync());

        Assert.Equal(TransactionStatus.Completed, view!.Status);
        Assert.Equal("t-1", Assert.Single(page.Transactions).TransactionId);
    }

    private static async Task<T> InSystem<T>(Config journal, Func<ITaleClient, Task<T>> use)
    {
        var system = ActorSystem.Create("plain", journal.WithFallback(TaleExtension.DefaultConfiguration()));
        TaleExtension.For(system).Start(new TaleOptions().AddTransaction(AddOne));
        var result = await use(TaleExtension.For(system).Client).WaitAsync(Patience);
        await system.Terminate();
        return result;
    }
}
