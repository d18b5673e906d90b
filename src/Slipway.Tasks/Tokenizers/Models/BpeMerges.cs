using System.Buffers;
using System.Runtime.InteropServices;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>A part of a word: a token and its range of the word.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BpeSymbol(int Id, int Start, int End);

/// <summary>What two tokens beside one another become, and when it was learnt.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BpeMerge(int Rank, int Id);

/// <summary>The pairs of tokens that are merged; of several the one with the lowest rank, of equal ones the leftmost.</summary>
internal sealed class BpeMerges(Dictionary<long, BpeMerge> merges)
{
    /// <summary>Up to so many symbols, looking at all of them for each merge is faster than a queue.</summary>
    private const int Few = 24;

    public int Count => merges.Count;

    /// <summary>The tokens that merges make; one more than once, where several pairs make it.</summary>
    public IEnumerable<int> Results => merges.Values.Select(merge => merge.Id);

    public static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>Merges in place and returns how many symbols are left, at the front.</summary>
    public int Apply(Span<BpeSymbol> symbols) =>
        symbols.Length < 2 || merges.Count == 0 ? symbols.Length
        : symbols.Length <= Few ? ApplyToFew(symbols)
        : ApplyToMany(symbols);

    private bool TryGet(int left, int right, out BpeMerge merge) => merges.TryGetValue(Pair(left, right), out merge);

    private int ApplyToFew(Span<BpeSymbol> symbols)
    {
        Span<BpeMerge> next = stackalloc BpeMerge[Few];
        var count = symbols.Length;
        for (var i = 0; i + 1 < count; i++)
            next[i] = Look(symbols[i], symbols[i + 1]);

        while (true)
        {
            var best = -1;
            var rank = int.MaxValue;
            for (var i = 0; i + 1 < count; i++)
            {
                if (next[i].Rank < rank)
                    (rank, best) = (next[i].Rank, i);
            }

            if (best < 0)
                return count;

            symbols[best] = new BpeSymbol(next[best].Id, symbols[best].Start, symbols[best + 1].End);
            count--;
            symbols[(best + 2)..(count + 1)].CopyTo(symbols[(best + 1)..]);
            if (best + 1 < count)
                next[(best + 2)..count].CopyTo(next[(best + 1)..]);
            if (best + 1 < count)
                next[best] = Look(symbols[best], symbols[best + 1]);
            if (best > 0)
                next[best - 1] = Look(symbols[best - 1], symbols[best]);
        }
    }

    private BpeMerge Look(BpeSymbol left, BpeSymbol right) =>
        TryGet(left.Id, right.Id, out var merge) ? merge : new BpeMerge(int.MaxValue, 0);

    private int ApplyToMany(Span<BpeSymbol> symbols)
    {
        var count = symbols.Length;
        var links = ArrayPool<int>.Shared.Rent(count * 2);
        try
        {
            var previous = links.AsSpan(0, count);
            var next = links.AsSpan(count, count);
            var queue = new PriorityQueue<(int At, int Id), (int Rank, int At)>(count);
            for (var i = 0; i < count; i++)
            {
                previous[i] = i - 1;
                next[i] = i + 1 < count ? i + 1 : -1;
                if (i + 1 < count && TryGet(symbols[i].Id, symbols[i + 1].Id, out var merge))
                    queue.Enqueue((i, merge.Id), (merge.Rank, i));
            }

            while (queue.TryDequeue(out var top, out _))
            {
                var at = top.At;
                var right = next[at];
                // What became of an entry whose symbols were merged since: the symbol is gone, or another pair stands there.
                if (symbols[at].Id < 0 || right < 0)
                    continue;
                if (!TryGet(symbols[at].Id, symbols[right].Id, out var now) || now.Id != top.Id)
                    continue;

                symbols[at] = new BpeSymbol(top.Id, symbols[at].Start, symbols[right].End);
                symbols[right] = symbols[right] with { Id = -1 };
                next[at] = next[right];
                if (next[at] >= 0)
                {
                    previous[next[at]] = at;
                    if (TryGet(symbols[at].Id, symbols[next[at]].Id, out var after))
                        queue.Enqueue((at, after.Id), (after.Rank, at));
                }

                if (previous[at] >= 0 && TryGet(symbols[previous[at]].Id, symbols[at].Id, out var before))
                    queue.Enqueue((previous[at], before.Id), (before.Rank, previous[at]));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(links);
        }

        var left = 0;
        foreach (var symbol in symbols)
        {
            if (symbol.Id >= 0)
                symbols[left++] = symbol;
        }

        return left;
    }
}
