using System.Collections;

namespace Tale.Actors.Core;

/// <summary>
/// An immutable list in pages: a changed copy shares every page that did not change, so what one event costs does not grow with the steps
/// that a transaction has. It begins with one value everywhere, and grows by it.
/// </summary>
internal sealed class Paged<T> : IReadOnlyList<T>
{
    public static readonly Paged<T> Empty = new([], 0);

    private const int Bits = 6;
    private const int PageSize = 1 << Bits;

    private readonly T[][] _pages;   // all full but the last, which is as long as it has to be: most transactions have a few steps

    private Paged(T[][] pages, int count) => (_pages, Count) = (pages, count);

    public int Count { get; }

    public T this[int index] => (uint)index < (uint)Count ? _pages[index >> Bits][index & (PageSize - 1)] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>A list of one value.</summary>
    public static Paged<T> Of(int count, T value)
    {
        var list = Empty.Edit();
        list.Grow(count, value);
        return list.Seal();
    }

    public Editor Edit() => new(this);

    /// <summary>Where the pages of two lists differ: every position at which their values may.</summary>
    public IReadOnlyList<int> MayDifferFrom(Paged<T>? before)
    {
        List<int> positions = [];
        for (var page = 0; page < _pages.Length; page++)
        {
            if (before is not null && page < before._pages.Length && ReferenceEquals(_pages[page], before._pages[page]))
                continue;
            for (var i = page << Bits; i < Math.Min(Count, (page + 1) << Bits); i++)
                positions.Add(i);
        }
        return positions;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _pages[i >> Bits][i & (PageSize - 1)];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A copy that is being changed. Each page is copied once, when the first of its values changes.</summary>
    internal sealed class Editor(Paged<T> before)
    {
        private T[][] _pages = [.. before._pages];
        private T[]? _shared;   // each whole page that it grew by
        private int _count = before.Count;

        public int Count => _count;

        public T this[int index]
        {
            get => _pages[index >> Bits][index & (PageSize - 1)];
            set
            {
                var page = index >> Bits;
                var isShared = page < before._pages.Length ? ReferenceEquals(_pages[page], before._pages[page]) : ReferenceEquals(_pages[page], _shared);
                if (isShared)
                    _pages[page] = _pages[page].AsSpan().ToArray();
                _pages[page][index & (PageSize - 1)] = value;
            }
        }

        /// <summary>Values are added at the end; always the same one, as whole pages of it are one.</summary>
        public void Grow(int count, T value)
        {
            _count += count;
            var pages = new T[(_count + PageSize - 1) >> Bits][];
            _pages.CopyTo(pages, 0);
            for (var page = Math.Max(_pages.Length - 1, 0); page < pages.Length; page++)
            {
                var length = Math.Min(PageSize, _count - (page << Bits));
                if (pages[page] is not { } last)
                    pages[page] = length == PageSize ? _shared ??= Filled([], length, value) : Filled([], length, value);
                else if (last.Length < length)
                    pages[page] = Filled(last, length, value);
            }
            _pages = pages;
        }

        private static T[] Filled(T[] first, int length, T value)
        {
            var page = new T[length];
            first.CopyTo(page, 0);
            page.AsSpan(first.Length).Fill(value);
            return page;
        }

        public Paged<T> Seal() => new(_pages, _count);
    }
}
