using System.Collections.Frozen;

namespace Tale.Actors.Serialization;

/// <summary>
/// All kinds of values that a serializer writes and reads: one entry for each of a closed set. A forgotten kind fails when the actor system
/// starts.
/// </summary>
/// <typeparam name="TValue">What all kinds have in common.</typeparam>
internal sealed class CodecTable<TValue>
    where TValue : class
{
    private readonly FrozenDictionary<Type, CodecEntry<TValue>> _byType;
    private readonly FrozenDictionary<string, CodecEntry<TValue>> _byManifest;

    /// <param name="kinds">Every kind that there is.</param>
    /// <param name="entries">An entry for each of them.</param>
    /// <exception cref="InvalidOperationException">A kind has no entry, or two entries have the same kind or manifest.</exception>
    public CodecTable(IEnumerable<Type> kinds, IReadOnlyCollection<CodecEntry<TValue>> entries)
    {
        Refuse("More than one codec for", Repeated(entries.Select(entry => entry.Manifest)));
        Refuse("More than one codec for", Repeated(entries.Select(entry => entry.Type.Name)));
        Refuse("No codec for", kinds.Except(entries.Select(entry => entry.Type)).Select(kind => kind.FullName!));
        _byType = entries.ToFrozenDictionary(entry => entry.Type);
        _byManifest = entries.ToFrozenDictionary(entry => entry.Manifest, StringComparer.Ordinal);
    }

    /// <summary>The entry that writes a value.</summary>
    /// <exception cref="ArgumentException">The value is of no kind that is written.</exception>
    public CodecEntry<TValue> Of(object value) => _byType.TryGetValue(value.GetType(), out var entry)
        ? entry
        : throw new ArgumentException($"{value.GetType().Name} has no codec among those of {typeof(TValue).Name}.");

    /// <summary>The entry that reads what is stored or sent under a manifest; null: this version does not know it.</summary>
    public CodecEntry<TValue>? Find(string manifest) => _byManifest.GetValueOrDefault(manifest);

    /// <summary>What is stored, once written, is read for ever: what cannot be read becomes a value that says why.</summary>
    /// <param name="bytes">As they were stored.</param>
    /// <param name="manifest">Under which they were stored.</param>
    /// <param name="unreadable">Gives that value, from the manifest and the problem.</param>
    public TValue ReadStored(byte[] bytes, string manifest, Func<string, string, TValue> unreadable)
    {
        if (Find(manifest) is not { } entry)
            return unreadable(manifest, "this version does not know it; it was written by a newer one");
        try
        {
            return entry.Read(bytes);
        }
        // Whatever is wrong with a damaged row, such as a part that is missing or a time out of range, concerns its own log alone.
        catch (Exception e)
        {
            return unreadable(manifest, $"its bytes are damaged: {e.Message}");
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);

    private static void Refuse(string problem, IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        if (list.Length > 0)
            throw new InvalidOperationException($"{problem} {list}.");
    }
}
