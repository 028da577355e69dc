using System.Diagnostics;
using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>Logs of many MB are read piece by piece: no byte twice, and nobody waits for the end of somebody else's.</summary>
public abstract class LargeLogConformance(ITestStore store, ITestOutputHelper output) : JournalTests(store)
{
    private const int Megabyte = 1024 * 1024;
    private const int Round = 4 * Megabyte;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    [Trait("failure", "F67")]
    public void A_log_of_200_MB_is_replayed_in_time_and_small_ones_are_not_held_up_by_it()
    {
        WriteMegabytes(Id, 200);
        Write($"{Id}-small", 1, "x");
        var watch = Stopwatch.StartNew();
        var large = CreateTestProbe();
        var events = 0;
        Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, Id, large.Ref));
        large.ExpectMsg<ReplayedMessage>(_patience);   // it is under way

        for (var i = 0; i < 10; i++)
            Assert.Single(Replay($"{Id}-small").Events);
        output.WriteLine($"10 small recoveries: {watch.Elapsed}");

        for (var message = large.ReceiveOne(_patience); message is ReplayedMessage; message = large.ReceiveOne(_patience))
            events++;
        output.WriteLine($"200 MB: {watch.Elapsed}");
        Assert.Equal(199, events);
        // A few seconds on a quiet machine, and more than a minute if each piece read the rest of the log.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
    }

    [SkippableFact]
    [Trait("failure", "F67")]
    public void Pieces_join_to_the_log_whatever_the_sizes_of_its_events()
    {
        const int piece = ReplayRead.MaxBytes;
        int[] sizes = [0, 1, piece, piece - 1, 1, 0, piece + 1, 7, Megabyte, 3, 0, Round, Round - 1, 1];
        for (var log = 0; log < 5; log++)
            Write($"{Id}-{log}", 1, [.. sizes.Select(size => (object)new byte[size])]);

        var recoveries = Enumerable.Range(0, 5).Select(log =>
        {
            var probe = CreateTestProbe();
            Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, $"{Id}-{log}", probe.Ref));
            return probe;
        }).ToList();

        Assert.All(recoveries, probe =>
        {
            var replayed = sizes.Select(_ => probe.ExpectMsg<ReplayedMessage>(_patience).Persistent).ToList();
            Assert.Equal(sizes, replayed.Select(stored => ((byte[])stored.Payload).Length));
            Assert.Equal(Enumerable.Range(1, sizes.Length).Select(i => (long)i), replayed.Select(stored => stored.SequenceNr));
            probe.ExpectMsg<RecoverySuccess>(_patience);
        });
    }

    [SkippableFact]
    [Trait("failure", "F67")]
    public void What_is_read_at_a_time_for_many_large_logs_is_bounded_and_none_is_left_out()
    {
        const int logs = 24;
        for (var log = 0; log < logs; log++)
            WriteMegabytes($"{Id}-{log}", 1);
        using var reader = Store.Open().OpenReader();
        var reads = Enumerable.Range(0, logs).Select(log => new ReplayRead($"{Id}-{log}", 1, long.MaxValue, 200)).ToList();
        reads.Insert(0, new ReplayRead($"{Id}-empty", 1, long.MaxValue, 200));

        var read = reader.Replay(reads, Round);

        Assert.Equal(1 + 4, read);
        Assert.All(reads.Skip(read), left => Assert.Empty(left.Events));
        for (; read < reads.Count; read += reader.Replay(reads.GetRange(read, reads.Count - read), Round)) { }
        Assert.All(reads.Skip(1), whole => Assert.Equal(Megabyte, Assert.Single(whole.Events).Data.Length));
    }

    private void WriteMegabytes(string id, int count)
    {
        var random = new Random(1);   // nothing that a database could compress
        for (var first = 1; first <= count; first += 10)
        {
            Write(id, first, [.. Enumerable.Range(0, Math.Min(10, count - first + 1)).Select(_ =>
            {
                var data = new byte[Megabyte];
                random.NextBytes(data);
                return (object)data;
            })]);
        }
    }
}
