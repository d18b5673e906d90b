using System.Buffers;
using System.IO.Compression;

namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>The beginning of a compressed message ("gRPC over HTTP/2", Message-Encoding): gzip, or deflate, which is zlib there.</summary>
internal static class MessageInflater
{
    private const int FirstBytes = 2048;

    public static bool Knows(string? encoding) => encoding is "gzip" or "deflate";

    /// <param name="compressed">As much of it as is there.</param>
    /// <param name="encoding">One that it knows.</param>
    /// <param name="most">The most bytes to make of it.</param>
    /// <param name="inflated">What came out.</param>
    /// <param name="isEnd">Nothing more is to come out of these bytes.</param>
    /// <returns>False where they are not compressed that way, or are cut off.</returns>
    public static bool TryInflate(
        ReadOnlySequence<byte> compressed,
        string encoding,
        int most,
        out byte[] inflated,
        out bool isEnd
    )
    {
        inflated = new byte[Math.Min(most, FirstBytes)];
        var length = 0;
        isEnd = false;
        try
        {
            using var input = new MemoryStream(compressed.ToArray());
            using Stream stream =
                encoding == "gzip"
                    ? new GZipStream(input, CompressionMode.Decompress)
                    : new ZLibStream(input, CompressionMode.Decompress);
            while (length < most)
            {
                if (length == inflated.Length)
                    Array.Resize(ref inflated, Math.Min(most, length * 2));
                var read = stream.Read(inflated.AsSpan(length));
                if (read == 0)
                {
                    isEnd = true;
                    break;
                }

                length += read;
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            Array.Resize(ref inflated, length);
        }
    }
}
