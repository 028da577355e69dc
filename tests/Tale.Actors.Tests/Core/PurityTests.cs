using System.Diagnostics;
using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core;

/// <summary>
/// The core decides and folds; clocks, chance, actors and threads stay outside, or a log would not give the same state in every life.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] ForbiddenTypes =
        ["Akka.", "System.Threading.", "System.IO.", "System.Net.", "System.Random", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Environment"];

    private static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today", "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7",
    ];

    [Fact]
    public void The_core_refers_to_no_actor_task_clock_or_chance()
    {
        using var references = new ReferencedMembers(typeof(Decide).Assembly);
        var problems = Problems(references, type => type.StartsWith("Tale.Actors.Core.", StringComparison.Ordinal));
        Assert.True(problems.Count == 0, $"Time, chance and effects come into the core as arguments. But:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
    }

    [Fact]
    public void This_test_sees_what_it_looks_for()
    {
        using var references = new ReferencedMembers(typeof(Impure).Assembly);
        var problems = Problems(references, type => type.Contains("+Impure", StringComparison.Ordinal));
        foreach (var expected in new[]
        {
            "DateTime.get_UtcNow", "DateTimeOffset.get_Now", "Guid.NewGuid", "System.Random", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Environment",
            "System.Threading.Tasks.Task", "Akka.Actor.IActorRef",
        })
            Assert.Contains(
                problems,
                problem => problem.Contains(expected, StringComparison.Ordinal) && problem.Contains("+Impure", StringComparison.Ordinal));
    }

    private static List<string> Problems(ReferencedMembers references, Func<string, bool> isOfInterest) =>
    [
        .. from reference in references.In(isOfInterest).Distinct()
           let member = $"{reference.Type}.{reference.Member}"
           where ForbiddenTypes.Any(
               type => type.EndsWith('.') ? reference.Type.StartsWith(type, StringComparison.Ordinal) : reference.Type == type)
               || ForbiddenMembers.Contains(member)
           select $"{reference.From} refers to {member.TrimEnd('.')}",
    ];

    private static class Impure
    {
        private static readonly IActorRef Actor = ActorRefs.Nobody;

        public static object[] Everything() =>
        [
            DateTime.UtcNow, DateTimeOffset.Now, Guid.NewGuid(), new Random(1), TimeProvider.System, Stopwatch.StartNew(), Environment.MachineName, Actor,
        ];

        public static async Task<int> Later() => await Task.FromResult(1);
    }
}
