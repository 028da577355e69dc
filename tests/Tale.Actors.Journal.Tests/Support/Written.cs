using Akka.Persistence;
using Akka.TestKit;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A write under way.</summary>
public sealed class Written(TestProbe probe, int count, string writer)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>The incarnation that wrote it.</summary>
    public string Writer => writer;

    /// <summary>The journal's answer for each event.</summary>
    public IReadOnlyList<object> Answers()
    {
        var header = probe.ReceiveOne(_patience);
        Assert.True(header is WriteMessagesSuccessful or WriteMessagesFailed, $"The journal answered a write with {header ?? "nothing"}.");
        return [.. Enumerable.Range(0, count).Select(_ => probe.ReceiveOne(_patience))];
    }

    /// <summary>Waits for the failure of the whole write.</summary>
    public Exception Failure() => Assert.Single(Answers().Select(answer => Assert.IsType<WriteMessageFailure>(answer).Cause).Distinct());

    /// <summary>Waits for the rejection of the whole write.</summary>
    public Exception Rejection() => Assert.Single(Answers().Select(answer => Assert.IsType<WriteMessageRejected>(answer).Cause).Distinct());

    public bool Succeeded() => Answers().All(answer => answer is WriteMessageSuccess);
}

/// <summary>What a recovery received.</summary>
/// <param name="Failure">Null: it succeeded.</param>
public sealed record Replayed(IReadOnlyList<IPersistentRepresentation> Events, long HighestSequenceNr, Exception? Failure)
{
    public IEnumerable<object> Payloads => Read.Select(stored => stored.Payload);

    public IEnumerable<long> SequenceNrs => Read.Select(stored => stored.SequenceNr);

    private IReadOnlyList<IPersistentRepresentation> Read =>
        Failure is null ? Events : throw new InvalidOperationException("The replay failed, so nobody knows what is stored.", Failure);
}
