using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F58: what would be lost with the process is said at start, or refused.</summary>
public sealed class DurabilityTests
{
    private static readonly TransactionDefinition Definition = Transaction.Define<int>("t").Step("one", n => n).Build();

    [Fact]
    public void F58_a_durable_journal_without_a_durable_index_is_refused_at_start()
    {
        var hocon = $"test-journal.class = \"{typeof(Durable).AssemblyQualifiedName}\"";

        var refusal = Assert.Throws<ConfigurationException>(() => { _ = TaleSystem.Start(hocon, null, Definition); });

        Assert.Contains("tale.index.provider", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("test-journal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F58_a_journal_in_memory_is_said_at_start()
    {
        await using var tale = TaleSystem.Start(Definition);

        await Until.IsTrueAsync(() => tale.Log.Warnings.Any(line => line.Contains("in memory", StringComparison.Ordinal)));
    }

    /// <summary>Anything but Akka's journal in memory.</summary>
    public sealed class Durable : AsyncWriteJournal
    {
        public override Task ReplayMessagesAsync(
            IActorContext context,
            string persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Action<IPersistentRepresentation> recoveryCallback) => Task.CompletedTask;

        public override Task<long> ReadHighestSequenceNrAsync(
            string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) => Task.FromResult(0L);

        protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
            IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
            Task.FromResult<IImmutableList<Exception>>(null!);

        protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
