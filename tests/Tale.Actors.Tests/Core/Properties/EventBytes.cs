using Tale.Actors.Core;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Sends events through their bytes and says what differs.</summary>
internal static class EventBytes
{
    // The serializer of events needs nothing from an actor system.
    private static readonly EventSerializer Serializer = new(null!);

    public static Event RoundTrip(Event e)
    {
        var back = Through(e);
        Assert.Equal(Dump.Of(e), Dump.Of(back));
        Assert.Equal(e.GetType(), back.GetType());
        return back;
    }

    /// <summary>As it comes back, without a look at it.</summary>
    public static Event Through(Event e) => (Event)Serializer.FromBinary(Serializer.ToBinary(e), Serializer.Manifest(e));
}
