using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Failures;

/// <summary>What the actor of an attempt tells its coordinator.</summary>
internal static class LateAnswers
{
    public static object Of(Command.Answer answer) => new AttemptEnded(answer);
}
