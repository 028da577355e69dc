using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>Makes the index that <c>tale.index.provider</c> names.</summary>
internal static class IndexProvider
{
    /// <exception cref="ConfigurationException">The provider cannot be loaded, or is none.</exception>
    public static ITransactionIndex Make(ExtendedActorSystem system, TaleSettings settings)
    {
        var provider = settings.IndexProvider;
        if (provider == TaleSettings.InMemoryIndex)
            return new InMemoryTransactionIndex();
        var type = Type.GetType(provider)
            ?? throw new ConfigurationException(
                $"tale.index.provider names '{provider}', which cannot be loaded. Reference its package, or set \"in-memory\".");
        if (!typeof(ITransactionIndex).IsAssignableFrom(type))
            throw new ConfigurationException($"tale.index.provider names '{provider}', which is no {nameof(ITransactionIndex)}.");
        // What its constructor throws is what the caller of the start gets.
        const BindingFlags asItIs = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;
        return (ITransactionIndex)Activator.CreateInstance(type, asItIs, binder: null, [system], culture: null)!;
    }

    /// <summary>The index as a node reads it that runs no transactions; null: what it would keep in memory says nothing about another node.</summary>
    /// <exception cref="ConfigurationException">The provider cannot be loaded, or is none.</exception>
    public static ITransactionIndex? MakeForClient(ExtendedActorSystem system, TaleSettings settings) =>
        settings.IndexProvider == TaleSettings.InMemoryIndex ? null : Make(system, settings);
}
