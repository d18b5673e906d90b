using System.Buffers;

namespace Slipway.Gateway.Pipelines.Bodies;

/// <summary>
/// The whole body of a request to a pipeline. It counts until it is disposed of; its bytes are good beyond that, as steps that
/// were given up may still be sending them.
/// </summary>
internal sealed class PipelineBody : IDisposable
{
    private readonly PipelineBudget _budget;
    private readonly byte[] _bytes;

    private PipelineBody(PipelineBudget budget, byte[] bytes) => (_budget, _bytes) = (budget, bytes);

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public Stream Open() => new MemoryStream(_bytes, writable: false);

    public void Dispose() => _budget.GiveBack(_bytes.Length);

    /// <summary>Reads to the end, in pieces that are lent: nothing is copied over and over as it grows.</summary>
    /// <exception cref="Failures.PipelineFailure">503: there is no memory for it.</exception>
    /// <exception cref="OverflowException">It is over <paramref name="most"/> bytes.</exception>
    public static async Task<PipelineBody> ReadAsync(
        Stream body,
        int most,
        PipelineBudget budget,
        CancellationToken cancellationToken
    )
    {
        const int First = 16 << 10;
        const int Largest = 1 << 20;
        var pieces = new List<byte[]>();
        var (taken, length) = (0, 0);
        try
        {
            for (var size = First; ; size = Math.Min(2 * size, Largest))
            {
                budget.Take(size);
                taken += size;
                var piece = ArrayPool<byte>.Shared.Rent(size);
                pieces.Add(piece);
                var count = await body.ReadAtLeastAsync(piece.AsMemory(0, size), size, false, cancellationToken);
                length += count;
                if (length > most)
                    throw new OverflowException($"It is over {most} bytes.");
                if (count < size)
                    break;
            }

            // Both are there for a moment; the pieces are used by others from then on.
            var bytes = Join(pieces, length);
            budget.GiveBack(taken - length);
            taken = 0;
            return new PipelineBody(budget, bytes);
        }
        finally
        {
            budget.GiveBack(taken);
            foreach (var piece in pieces)
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }
    }

    private static byte[] Join(List<byte[]> pieces, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var place = 0;
        foreach (var piece in pieces)
        {
            var count = Math.Min(piece.Length, length - place);
            piece.AsSpan(0, count).CopyTo(bytes.AsSpan(place));
            place += count;
        }

        return bytes;
    }
}
