using System.Buffers;
using System.IO.Pipelines;
using Slipway.Errors;

namespace Slipway.AspNetCore.Typed;

/// <summary>A whole body in rented memory, which is given back with <see cref="Dispose"/>.</summary>
internal sealed class BodyBytes : IDisposable
{
    // What nobody has sent yet is not reserved for, whatever the length says.
    private const int First = 64 << 10;

    private byte[] _bytes;
    private int _length;

    private BodyBytes(int capacity)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <param name="body">The body, decompressed.</param>
    /// <param name="contentLength">What the caller says that it has.</param>
    /// <param name="most">Bytes that are taken.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">TooLarge.</exception>
    public static async ValueTask<BodyBytes> ReadAsync(
        PipeReader body,
        long? contentLength,
        int most,
        CancellationToken cancellationToken
    )
    {
        if (contentLength > most)
            throw TooLarge(most);
        var bytes = new BodyBytes((int)Math.Min(contentLength ?? First, First));
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken);
                bytes.Append(read.Buffer, most);
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return bytes;
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Append(in ReadOnlySequence<byte> piece, int most)
    {
        if (piece.Length > most - _length)
            throw TooLarge(most);
        var length = _length + (int)piece.Length;
        if (length > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(most, Math.Max(length, 2L * _bytes.Length)));
            Memory.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        piece.CopyTo(_bytes.AsSpan(_length));
        _length = length;
    }

    private static ServingException TooLarge(int most) =>
        ServingException.TooLarge($"The request's body is over the {most} bytes that are taken (--max-request-bytes).");
}
