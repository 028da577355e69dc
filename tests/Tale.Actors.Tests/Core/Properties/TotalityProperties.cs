using System.Collections.Concurrent;
using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Any command meets any reachable state.</summary>
public sealed class TotalityProperties
{
    private static readonly Gen<(Scenario Scenario, Shot[] Shots)> Any =
        Gen.Select(Scenario.WithItems, Shot.Any.Array[1, 80], (scenario, shots) => (scenario, shots));

    [Fact]
    public void Any_command_at_any_state_is_decided_and_what_is_written_folds_to_the_same_state() =>
        Any.Sample(entry => new ShootingRange(entry.Scenario).Shoot(entry.Shots), iter: 2_000, print: Print);

    [Fact]
    public void The_shots_reach_every_kind_of_event_and_every_status()
    {
        var kinds = new ConcurrentDictionary<Type, bool>();
        var statuses = new ConcurrentDictionary<TransactionStatus, bool>();
        for (var round = 0; round < 10 && (MissingKinds().Any() || MissingStatuses().Any()); round++)
            Any.Sample(Look, iter: 300, print: Print);
        Assert.Empty(MissingKinds());
        Assert.Empty(MissingStatuses());

        IEnumerable<Type> MissingKinds() => EventSamples.Types.Except(kinds.Keys);
        IEnumerable<TransactionStatus> MissingStatuses() => Enum.GetValues<TransactionStatus>().Except(statuses.Keys);

        void Look((Scenario Scenario, Shot[] Shots) entry)
        {
            var range = new ShootingRange(entry.Scenario);
            range.Shoot(entry.Shots);
            foreach (var e in range.Log)
                kinds[e.GetType()] = true;
            if (range.State is { } state)
                statuses[state.Status] = true;
        }
    }

    [Theory]
    [InlineData("\"\\ud800\"", "\"\\ud801\"")]
    [InlineData("{\"\\ud800\":1}", "{\"\\ud801\":1}")]
    [InlineData("{", "[")]
    public void F53_a_repeated_start_is_answered_whatever_its_state_holds(string known, string repeated)
    {
        Assert.False(CanonicalState.AreEqual(Said.Payload(known) with { Alias = "a" }, Said.Payload(repeated) with { Alias = "a" }));
        Assert.True(CanonicalState.AreEqual(Said.Payload(known), Said.Payload(known)));
    }

    private static string Print((Scenario Scenario, Shot[] Shots) entry) =>
        $"{entry.Scenario}\n{string.Join("\n", entry.Shots.AsEnumerable())}";
}
