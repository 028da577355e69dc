using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What a caller gets typed: starts, watches and outcomes.</summary>
public sealed class TypedClientSpec
{
    private static readonly TransactionDefinition<int, string> Words = Transaction.Define<int>("words", version: 2)
        .Step("one", (int number) => $"number {number}")
        .Build();

    private static readonly TransactionDefinition<int, int> Undone = Transaction.Define<int>("undone")
        .Step("one", (int _) => throw new AbortRetriesException("sold out"))
        .Build();

    private static readonly TransactionDefinition<int, int> Waits = Transaction.Define<int>("waits")
        .Step("one", (int _) => throw new InvalidOperationException("odd"), step => step.Decide(_ => Akka.Actor.Directive.Escalate))
        .Build();

    [Fact]
    public async Task A_start_by_its_definition_starts_its_version()
    {
        await using var tale = TaleSystem.Start(Words);

        var accepted = await tale.Client.StartAsync(Words, 7, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(("t-1", "words", 2), (accepted.TransactionId, accepted.Definition, accepted.Version));
        Assert.Equal("number 7", (await tale.Client.WatchAsync<string>("t-1").WaitAsync(TaleSystem.Patience))!.Result);
    }

    [Fact]
    public async Task A_watch_for_another_type_says_that_the_result_is_not_of_it()
    {
        await using var tale = TaleSystem.Start(Words);
        await tale.RunAsync(Words, 7, "t-1");

        var error = await Assert.ThrowsAsync<TransactionResultUnreadableException>(
            () => tale.Client.WatchAsync<int>("t-1").WaitAsync(TaleSystem.Patience));
        var stored = await tale.Client.WatchAsync<Payload>("t-1").WaitAsync(TaleSystem.Patience);

        Assert.Contains("'t-1' is completed", error.Message, StringComparison.Ordinal);
        Assert.Equal("number 7", stored!.Result!.ToJsonElement().GetString());
        Assert.Null(await tale.Client.WatchAsync<string>("nobody").WaitAsync(TaleSystem.Patience));
    }

    /// <summary>Compiles only as long as each question says what is there.</summary>
    [Fact]
    public async Task What_an_outcome_has_follows_from_how_it_ended()
    {
        await using var tale = TaleSystem.Start(Words, Undone, Waits);

        Assert.Equal("8 letters", Say(await tale.RunAsync(Words, 7)));
        Assert.StartsWith("undone: Step 'one'", Say(await tale.RunAsync(Undone, 7)), StringComparison.Ordinal);
        Assert.StartsWith("waits: ", Say(await tale.RunAsync(Waits, 7)), StringComparison.Ordinal);

        static string Say<T>(TransactionOutcome<T> outcome) =>
            outcome.IsCompleted ? $"{outcome.Result.ToString()!.Length} letters"
            : outcome.IsCompensated ? $"undone: {outcome.Failure.Message}"
            : outcome.IsFailed ? $"left: {outcome.Failure.Compensations.Count}"
            : outcome.IsSuspended ? $"waits: {outcome.SuspendedReason.Trim()}"
            : "";
    }
}
