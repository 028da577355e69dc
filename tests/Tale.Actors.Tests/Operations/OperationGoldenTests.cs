using CsCheck;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core.Properties;
using Tale.Actors.Tests.Serialization;

namespace Tale.Actors.Tests.Operations;

/// <summary>F31: every version writes the bytes that the first one wrote, and reads them.</summary>
public sealed class OperationGoldenTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 26, 14, 5, 6, 789, TimeSpan.Zero);
    private static readonly OperationSerializer Serializer = new(null!);

    private static readonly Tally Settled = new(
        190, 9, 1,
        [
            new OperationRefusal("order-1", RejectionReason.NotAllowed, "No undo is stuck – müde"),
            new OperationRefusal("order-2", RejectionReason.JournalUnavailable, "There was no answer.") { IsFailure = true },
        ]);

    private static readonly OperationFilter Filter = new()
    {
        Statuses = [TransactionStatus.Running, TransactionStatus.Suspended], Definition = "book-holiday", IdPrefix = "order-",
        FailureText = "no answer", StartedFrom = At.AddDays(-1), StartedBefore = At,
    };

    private static readonly Dictionary<string, OperationEvent> Named = new()
    {
        ["opened"] = new OperationEvent.Opened(At, "op-1", BulkAction.SkipStep, "b0/1/a", Filter, "ada", "the bank is back"),
        ["opened-all"] = new OperationEvent.Opened(At, "op-2", BulkAction.Cancel, null, new OperationFilter { All = true }, "ada", "why"),
        ["closed"] = new OperationEvent.Closed(At, "op-1"),
        ["forgotten"] = new OperationEvent.Forgotten(At, "op-1"),
        ["counted"] = new OperationEvent.Counted(At, 10_000),
        ["page"] = new OperationEvent.PageTaken(At, Settled, "order-9", ["order-7", "order-8"]),
        ["stop"] = new OperationEvent.StopRequested(At, "grace", Tally.None, ["order-7"]),
        ["ended"] = new OperationEvent.Ended(At, Settled),
    };

    public static TheoryData<string> Samples => [.. Named.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Golden_operation(string name)
    {
        var sample = Named[name];
        var golden = GoldenFile.Of($"operation.{name}", Serializer.Manifest(sample), Serializer.ToBinary(sample));
        Assert.Equal(golden.Manifest, Serializer.Manifest(sample));
        Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(Serializer.ToBinary(sample)));
        Assert.Equal(Dump.Of(sample), Dump.Of(Serializer.FromBinary(golden.Bytes, golden.Manifest)));
    }

    [Fact]
    public void No_golden_event_lost_its_sample() =>
        Assert.Empty(GoldenFile.Names.Where(name => name.StartsWith("operation.", StringComparison.Ordinal)).Select(name => name[10..]).Except(Named.Keys));

    [Fact]
    public void Every_kind_of_event_has_a_sample_and_a_place()
    {
        var kinds = typeof(OperationEvent).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Except([typeof(OperationEvent.Unreadable)]);
        Assert.Empty(kinds.Except(Named.Values.Select(sample => sample.GetType())));
        foreach (var sample in Named.Values)
        {
            var isOfBook = sample is OperationEvent.Opened or OperationEvent.Closed or OperationEvent.Forgotten;
            Assert.Equal(isOfBook, new OperationProgress().Apply(sample).Problem is not null);
            Assert.Equal(isOfBook, Record.Exception(() => new BookState().Apply(sample, 1)) is null);
        }
    }

    [Fact]
    public void The_identifier_is_in_every_row_and_never_changes() => Assert.Equal(7303, Serializer.Identifier);

    [Theory]
    [InlineData("operation-page:2")]
    [InlineData("")]
    [InlineData("System.Diagnostics.Process, System")]
    public void F15_F18_an_unknown_manifest_is_an_unreadable_event(string manifest) =>
        Assert.Equal(manifest, Assert.IsType<OperationEvent.Unreadable>(Serializer.FromBinary([8, 1], manifest)).Manifest);

    [Fact]
    public void F15_damaged_bytes_are_an_event_readable_or_not_and_never_an_error()
    {
        var manifests = Named.Values.Select(Serializer.Manifest).Distinct().ToArray();
        Check.Sample(
            Gen.Select(Gen.Int[0, manifests.Length - 1], Gen.Byte.Array[0, 60]),
            (kind, bytes) => { Assert.IsAssignableFrom<OperationEvent>(Serializer.FromBinary(bytes, manifests[kind])); }, iter: 5_000);
    }
}
