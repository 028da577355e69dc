namespace Tale.Actors.Definitions;

/// <summary>
/// Where a participant, an actor that plays a step, is found: by its key in the <c>ActorRegistry</c>, or by an actor path. It is looked up
/// for every attempt, so it may move.
/// </summary>
public sealed record ParticipantAddress
{
    private ParticipantAddress(Type? key, string? path)
    {
        Key = key;
        ActorPath = path;
    }

    /// <summary>The registry key; null when found by path.</summary>
    internal Type? Key { get; }

    /// <summary>The actor path; null when found by key.</summary>
    internal string? ActorPath { get; }

    /// <summary>The actor (or shard region, or router) registered under this key.</summary>
    /// <typeparam name="TKey">The key used with <c>ActorRegistry.Register</c>.</typeparam>
    public static ParticipantAddress Registered<TKey>() => new(typeof(TKey), null);

    /// <summary>The actor at this path, local or remote.</summary>
    /// <param name="path">For example <c>/user/hotels</c> or <c>akka.tcp://travel@10.0.0.7:4053/user/hotels</c>.</param>
    public static ParticipantAddress AtPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(null, path);
    }

    /// <summary>The key's name or the path.</summary>
    public override string ToString() => Key is not null ? $"registry key {Key.Name}" : $"path {ActorPath}";
}
