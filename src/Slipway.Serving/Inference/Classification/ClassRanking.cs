using System.Numerics;

namespace Slipway.Serving.Inference.Classification;

/// <summary>The places of the highest values: equal ones in the order they stand, NaN behind everything.</summary>
internal static class ClassRanking
{
    /// <summary>Fills <paramref name="best"/>, no longer than the values, with places, the highest value first.</summary>
    public static void Best<T>(ReadOnlySpan<T> values, Span<int> best)
        where T : unmanaged, INumber<T>
    {
        // A heap with the worst of the best on top: one look decides about most values.
        var kept = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (kept < best.Length)
            {
                best[kept] = i;
                Rise(values, best, kept++);
            }
            else if (kept > 0 && IsBetter(values, i, best[0]))
            {
                best[0] = i;
                Sink(values, best);
            }
        }

        // Taking the worst away again and again leaves them in order.
        for (var end = kept - 1; end > 0; end--)
        {
            (best[0], best[end]) = (best[end], best[0]);
            Sink(values, best[..end]);
        }
    }

    private static void Rise<T>(ReadOnlySpan<T> values, Span<int> heap, int at)
        where T : unmanaged, INumber<T>
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!IsBetter(values, heap[parent], heap[at]))
                return;
            (heap[parent], heap[at]) = (heap[at], heap[parent]);
            at = parent;
        }
    }

    private static void Sink<T>(ReadOnlySpan<T> values, Span<int> heap)
        where T : unmanaged, INumber<T>
    {
        var at = 0;
        while ((2 * at) + 1 is var child && child < heap.Length)
        {
            if (child + 1 < heap.Length && IsBetter(values, heap[child], heap[child + 1]))
                child++;
            if (!IsBetter(values, heap[at], heap[child]))
                return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }

    private static bool IsBetter<T>(ReadOnlySpan<T> values, int left, int right)
        where T : unmanaged, INumber<T>
    {
        var (a, b) = (values[left], values[right]);
        if (a > b)
            return true;
        if (a < b)
            return false;
        var (aIsNaN, bIsNaN) = (T.IsNaN(a), T.IsNaN(b));
        return aIsNaN == bIsNaN ? left < right : bIsNaN;
    }
}
