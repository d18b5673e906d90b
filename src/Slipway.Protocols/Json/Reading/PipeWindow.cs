using System.Buffers;
using System.IO.Pipelines;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// A contiguous view of the JSON part of a body that slides over the pipe: bytes are copied into pooled memory once,
/// and the memory grows only where one token does not fit. The pipe is advanced past the JSON part and no further, so
/// what follows can be read from it directly. Not thread-safe.
/// </summary>
internal sealed class PipeWindow(MessageContext context)
{
    private const int UsualSize = 64 << 10;
    private const int SmallestSize = 256;

    private PipeReader _pipe = null!;
    private long _jsonLength;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private long _received;

    /// <summary>Opens the window at the start of a body; nothing is read yet.</summary>
    /// <param name="pipe">The body.</param>
    /// <param name="jsonLength">Where the JSON part ends, or <see cref="long.MaxValue"/> for where the pipe does.</param>
    public void Open(PipeReader pipe, long jsonLength)
    {
        _pipe = pipe;
        _jsonLength = jsonLength;
        (_start, _end, _received) = (0, 0, 0);
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(jsonLength, SmallestSize, UsualSize));
        IsComplete = jsonLength == 0;
    }

    /// <summary>Bytes received and not consumed. Valid until the next <see cref="FillAsync"/>.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether <see cref="Unread"/> reaches the end of the JSON part.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The pipe ended before the declared length was reached.</summary>
    public bool IsCutShort => IsComplete && _jsonLength != long.MaxValue && _received < _jsonLength;

    /// <summary>Bytes of the body before <see cref="Unread"/>.</summary>
    public long Position => _received - (_end - _start);

    /// <summary>Bytes of the body taken from the pipe.</summary>
    public long Received => _received;

    public void Consume(int count) => _start += count;

    /// <summary>
    /// Bytes that lie <paramref name="back"/> before the start of <see cref="Unread"/>; they stay until the next fill.
    /// </summary>
    public ReadOnlySpan<byte> Consumed(int back, int length) => _buffer.AsSpan(_start - back, length);

    /// <summary>
    /// Waits for more bytes: for twice as many as are unread, so that parsing a long token again and again stays
    /// linear in its length, or for the end.
    /// </summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var wanted = Math.Max(1L, 2L * (_end - _start));
        MakeRoom(wanted);
        do
        {
            var result = await _pipe.ReadAsync(cancellationToken);
            if (result.IsCanceled)
                throw new OperationCanceledException("Reading the body was cancelled.");
            Take(result);
        } while (_end - _start < wanted && !IsComplete);
    }

    /// <summary>Lets go of the pipe and gives the memory back.</summary>
    public void Close()
    {
        var buffer = _buffer;
        _buffer = [];
        (_pipe, _start, _end) = (null!, 0, 0);
        if (buffer.Length != 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Take(ReadResult result)
    {
        var available = result.Buffer;
        var length = Math.Min(available.Length, _buffer.Length - _end);
        length = Math.Min(length, _jsonLength - _received);
        var taken = available.Slice(0, length);
        taken.CopyTo(_buffer.AsSpan(_end));
        var all = length == available.Length;
        var total = _received + available.Length;
        _pipe.AdvanceTo(taken.End);
        _end += (int)length;
        _received += length;
        IsComplete = _received == _jsonLength || (result.IsCompleted && all);
        if (total > context.Limits.MaxBodyBytes)
            throw context.BodyTooLarge();
    }

    private void MakeRoom(long wanted)
    {
        var unread = _end - _start;
        if (_start != 0)
        {
            Unread.CopyTo(_buffer);
            _start = 0;
            _end = unread;
        }

        if (wanted <= _buffer.Length)
            return;
        if (wanted > Array.MaxLength)
            throw context.TooLarge("one JSON token is over 1 GB; send the tensor as binary data.");
        var larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        Unread.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
