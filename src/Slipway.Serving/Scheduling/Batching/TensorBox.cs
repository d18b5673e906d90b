namespace Slipway.Serving.Scheduling.Batching;

/// <summary>Copies between tensors of the same rank and different extents: what both have, from the first corner on.</summary>
internal static class TensorBox
{
    /// <param name="source">Row-major elements of extents <paramref name="from"/>.</param>
    /// <param name="from">Extents of the source, at least one.</param>
    /// <param name="target">Gets the elements; what the source has none for stays as it is.</param>
    /// <param name="to">Extents of the target.</param>
    /// <param name="elementSize">Bytes.</param>
    public static void Copy(
        ReadOnlySpan<byte> source,
        ReadOnlySpan<long> from,
        Span<byte> target,
        ReadOnlySpan<long> to,
        int elementSize
    )
    {
        if (from[1..].SequenceEqual(to[1..]))
        {
            source[..(int)(Math.Min(from[0], to[0]) * Length(from[1..], elementSize))].CopyTo(target);
            return;
        }

        var (step, stride) = (Length(from[1..], elementSize), Length(to[1..], elementSize));
        for (var i = 0L; i < Math.Min(from[0], to[0]); i++)
        {
            Copy(
                source.Slice((int)(i * step), (int)step),
                from[1..],
                target.Slice((int)(i * stride), (int)stride),
                to[1..],
                elementSize
            );
        }
    }

    private static long Length(ReadOnlySpan<long> dims, int elementSize)
    {
        long length = elementSize;
        foreach (var dim in dims)
        {
            length *= dim;
        }

        return length;
    }
}
