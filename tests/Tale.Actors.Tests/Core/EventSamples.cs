using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core;

/// <summary>Every kind of event that can be in a log.</summary>
internal static class EventSamples
{
    public static readonly IReadOnlyList<Type> Types =
        [.. typeof(Event).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Where(type => type != typeof(Event.Unreadable))];
}
