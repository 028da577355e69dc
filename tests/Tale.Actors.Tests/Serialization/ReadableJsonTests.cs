using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Serialization;

/// <summary>Views and messages as JSON, as anybody's logger or endpoint writes them: words for enums, values for payloads.</summary>
public sealed class ReadableJsonTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly TransactionView View = (TransactionView)ProtocolSamples.All["view"];

    [Fact]
    public void A_view_names_its_statuses()
    {
        var json = JsonSerializer.SerializeToElement(View, Web);

        Assert.Equal("Suspended", json.GetProperty("status").GetString());
        Assert.Equal("Retrying", json.GetProperty("steps")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void Every_enum_of_the_protocol_is_written_by_its_name()
    {
        var enums = typeof(TransactionStatus).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum && type.Namespace == typeof(TransactionStatus).Namespace);
        Assert.All(enums.SelectMany(type => Enum.GetValues(type).Cast<object>()), value =>
            Assert.Equal($"\"{value}\"", JsonSerializer.Serialize(value, value.GetType())));
    }

    [Fact]
    public void A_payload_is_its_value_and_not_its_bytes()
    {
        var json = JsonSerializer.SerializeToElement(View, Web);

        Assert.Equal("""{"alias":"trip","value":{"id":7}}""", json.GetProperty("state").GetRawText());
    }

    [Fact]
    public void A_payload_of_another_serializer_or_with_damaged_bytes_keeps_its_bytes()
    {
        var damaged = new Payload("trip", """{"id":"""u8.ToArray());
        var foreign = View.Result!;

        Assert.Contains("\"data\":", JsonSerializer.Serialize(damaged, Web), StringComparison.Ordinal);
        Assert.Contains("\"serializerId\":4711", JsonSerializer.Serialize(foreign, Web), StringComparison.Ordinal);
        Assert.Equal(damaged, Again(damaged));
        Assert.Equal(foreign, Again(foreign));
    }

    [Theory]
    [InlineData("""{"id":7}}""")]
    [InlineData("1 2")]
    public void A_payload_that_goes_on_after_its_value_keeps_its_bytes(string text)
    {
        var damaged = new Payload("trip", System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Contains("\"data\":", JsonSerializer.Serialize(damaged, Web), StringComparison.Ordinal);
        Assert.Equal(damaged, Again(damaged));
    }

    [Theory]
    [InlineData("""{"id":7,"price":499.0,"name":"L\u00f6wen"}""")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_payload_reads_back_byte_by_byte(string json)
    {
        var payload = new Payload("trip", System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Equal(payload, Again(payload));
        Assert.Equal(payload, JsonSerializer.Deserialize<Payload>(JsonSerializer.Serialize(payload)));
    }

    [Fact]
    public void A_view_reads_back()
    {
        var again = Again(View);

        Assert.Equal(JsonSerializer.Serialize(View, Web), JsonSerializer.Serialize(again, Web));
        Assert.Equal((View.State, View.Failure, View.Steps[0]), (again.State, again.Failure, again.Steps[0]));
    }

    [Fact]
    public void An_outcome_is_written_whole_whatever_it_is_declared_as()
    {
        var outcome = (ITransactionOutcome)ProtocolSamples.All["compensated"];
        var json = JsonSerializer.SerializeToElement(outcome, Web);

        Assert.Equal("Compensated", json.GetProperty("status").GetString());
        Assert.Equal("Step 'b': Failed", json.GetProperty("failure").GetProperty("message").GetString());
    }

    [Fact]
    public void A_refusal_names_its_reason() => Assert.Contains(
        "\"reason\":\"Conflict\"", JsonSerializer.Serialize(ProtocolSamples.All["rejected"], Web), StringComparison.Ordinal);

    [Fact]
    public void A_typed_outcome_names_its_status() => Assert.Contains(
        "\"status\":\"Completed\"",
        JsonSerializer.Serialize(new TransactionOutcome<int>("t-1", TransactionStatus.Completed, 7, null, null), Web),
        StringComparison.Ordinal);

    private static T Again<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Web), Web)!;
}
