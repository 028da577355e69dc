using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F14, F17: a stored state that this build cannot read suspends its transaction, and that is gone on with once somebody helps.</summary>
public sealed class UnreadableStateSpec : VirtualTimeSpec
{
    [Fact]
    public void F17_an_operator_goes_on_without_the_step_that_cannot_read_it()
    {
        Suspended(17);

        Answer<CommandAccepted>(Command("c1", OperatorAction.RetryNow));
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended && view.Interventions.Count == 1);
        Answer<CommandAccepted>(Command("c2", OperatorAction.AssumeSucceeded) with { Output = 7 });

        Assert.Equal(new TransactionCompleted("t1", 7), Outcome("t1"));
    }

    [Fact]
    public void F17_it_is_tried_again_once_it_can_be_read()
    {
        Suspended(18);

        Fragile.Broken.TryRemove(18, out _);
        Answer<CommandAccepted>(Command("c1", OperatorAction.RetryNow));

        Assert.Equal(new TransactionCompleted("t1", 19), Outcome("t1"));
    }

    private void Suspended(int n)
    {
        Run(Transaction.Define<int>("t")
            .Step("one", (int number) =>
            {
                Fragile.Broken.TryAdd(number, default);
                return new Fragile(number);
            })
            .Step("two", (Fragile fragile) => fragile.Number + 1).Build());
        Assert.Contains("two", Started("t1", "t", n).ExpectMsg<TransactionSuspended>(TaleSystem.Patience).Reason, StringComparison.Ordinal);
    }

    private static OperatorCommand Command(string id, OperatorAction action) => new("t1", id, action, "ada", "the old build is back") { Step = "two" };

    /// <summary>A state that cannot be read any more, by its number.</summary>
    [JsonConverter(typeof(Reader))]
    public sealed record Fragile(int Number)
    {
        internal static ConcurrentDictionary<int, byte> Broken { get; } = [];
    }

    internal sealed class Reader : JsonConverter<Fragile>
    {
        public override Fragile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetInt32() is var number && Fragile.Broken.ContainsKey(number)
                ? throw new JsonException("It is of another time.")
                : new Fragile(number);

        public override void Write(Utf8JsonWriter writer, Fragile value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
    }
}
