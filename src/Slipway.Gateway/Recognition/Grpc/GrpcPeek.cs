using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>
/// Reads a model's name out of the first message of a call ("gRPC over HTTP/2", Length-Prefixed-Message), and leaves every byte
/// where it is: tensors come after the name and are not waited for.
/// </summary>
internal static class GrpcPeek
{
    /// <summary>What is looked at: everybody writes the name first, as its number is 1.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>Of a name, in UTF-8.</summary>
    public const int LongestName = 1024;

    private const int PrefixLength = 5;

    /// <param name="body">The request's.</param>
    /// <param name="path">Where the name is.</param>
    /// <param name="encoding">What <c>grpc-encoding</c> says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<PeekedMessage> ReadAsync(
        PipeReader body,
        int[] path,
        string? encoding,
        CancellationToken cancellationToken
    )
    {
        var next = 0L;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var isAll = read.IsCompleted || buffer.Length >= MostBytes;
            // A message that comes byte by byte is not read again for each.
            if (buffer.Length < next && !isAll)
            {
                body.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            if (Look(buffer, path, encoding, read.IsCompleted, out var size) is { } peeked)
            {
                body.AdvanceTo(buffer.Start);
                return peeked;
            }

            if (isAll)
            {
                body.AdvanceTo(buffer.Start);
                return PeekedMessage.Wrong(
                    buffer.Length >= MostBytes
                        ? $"The model's name is not in the first {MostBytes} bytes of the message; write it first."
                        : "The call ends before its message does."
                );
            }

            next = Math.Min(buffer.Length * 2, size);
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    // Null where more is needed to tell.
    private static PeekedMessage? Look(
        ReadOnlySequence<byte> buffer,
        int[] path,
        string? encoding,
        bool isAll,
        out long frame
    )
    {
        frame = PrefixLength;
        if (buffer.Length < PrefixLength)
            return isAll
                ? PeekedMessage.Wrong("The call has no message; send one behind its 5-byte gRPC prefix.")
                : null;
        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] > 1)
            return PeekedMessage.Wrong($"The message's compressed flag is {prefix[0]}; gRPC knows 0 and 1.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        frame += length;
        // The same, however much happens to be there.
        var message = buffer.Slice(PrefixLength, Math.Min(length, Math.Min(buffer.Length, MostBytes) - PrefixLength));
        long size = length;
        if (prefix[0] == 1)
        {
            if (!MessageInflater.Knows(encoding))
                return PeekedMessage.Wrong(
                    $"grpc-encoding '{encoding}' is not known here; use gzip or deflate.",
                    unsupported: true
                );
            var isWhole = message.Length == length;
            var isGood = MessageInflater.TryInflate(message, encoding!, MostBytes, out var inflated, out var isEnd);
            if (!isGood && isWhole)
                return PeekedMessage.Wrong("The message is not compressed as its grpc-encoding says.");
            message = new ReadOnlySequence<byte>(inflated);
            // Where it ends is not known before it is there.
            size = isWhole && isEnd ? inflated.Length : int.MaxValue;
        }

        return new FieldScan(message).Find(path, size, out var value) switch
        {
            ScanResult.Found => PeekedMessage.Named(value, length),
            ScanResult.Missing => PeekedMessage.Nameless(length),
            ScanResult.Invalid => PeekedMessage.Wrong("The message is no protobuf message of its method."),
            _ => null,
        };
    }
}
