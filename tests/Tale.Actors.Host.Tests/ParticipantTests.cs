using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Which participants do not answer, over HTTP.</summary>
public sealed class ParticipantTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task A_node_whose_definitions_have_no_participants_lists_none() =>
        Assert.Equal("""{"participants":[]}""", (await node.GetAsync("/participants")).GetRawText());

    [Fact]
    public async Task A_participant_that_does_not_answer_is_listed_and_a_step_that_waits_for_it_says_so()
    {
        var asks = Transaction.Define<int>("asks").Participant(
            "desk", ParticipantAddress.AtPath("/user/nobody"), step => step.Timeout(TimeSpan.FromMilliseconds(50))).Build();
        await using var other = await BareNode.StartAsync(NullLoggerProvider.Instance, asks);
        for (var i = 0; i < 5; i++)
            await (await other.PostAsync("/transactions/asks", $$"""{"id":"lost-{{i}}","state":1}""")).JsonAsync(HttpStatusCode.Accepted);
        JsonElement desk;
        do
        {
            desk = (await other.GetAsync("/participants")).GetProperty("participants").EnumerateArray().Single();
        }
        while (desk.GetProperty("state").GetString() == "closed");

        await (await other.PostAsync("/transactions/asks", """{"id":"parked","state":1}""")).JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal(("path /user/nobody", "open", 5), (desk.GetProperty("address").GetString(), desk.GetProperty("state").GetString(), desk.GetProperty("failures").GetInt32()));
        Assert.True(desk.GetProperty("openUntil").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        JsonElement running;
        do
        {
            running = (await other.GetAsync("/transactions/parked")).GetProperty("steps")[0].GetProperty("running");
        }
        while (running.ValueKind == JsonValueKind.Null);
        Assert.Contains("(path /user/nobody) has not answered 5 times in a row", running.GetProperty("waitsFor").GetString()!, StringComparison.Ordinal);
        Assert.InRange((await other.GetAsync("/participants")).GetProperty("participants")[0].GetProperty("parked").GetInt32(), 1, 6);
    }
}
