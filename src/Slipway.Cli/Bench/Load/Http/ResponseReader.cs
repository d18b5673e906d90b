using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Slipway.Cli.Bench.Load.Http;

/// <summary>
/// Reads responses off one connection as far as status and length: bodies are counted and thrown away, but for the
/// beginning of one that reports an error. Not thread-safe.
/// </summary>
internal sealed class ResponseReader(Stream stream)
{
    private const int BufferLength = 32 * 1024;
    private const int MostMessageBytes = 300;

    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly byte[] _message = new byte[MostMessageBytes];
    private int _start;
    private int _end;
    private int _messageLength;
    private bool _keepsMessage;

    /// <summary>The beginning of the last body that came with a status over 299.</summary>
    public string Message => Encoding.UTF8.GetString(_message.AsSpan(0, _messageLength));

    /// <summary>The bytes of the last body.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Reads one whole response, those before the final one passed over.</summary>
    /// <param name="stopsAtInterim">Whether one before it is returned instead.</param>
    /// <exception cref="MalformedResponseException">It cannot be read to its end.</exception>
    /// <exception cref="EndOfStreamException">The connection was closed before it came, or within it.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ResponseHead> ReadAsync(bool stopsAtInterim = false)
    {
        ResponseHead head;
        do
        {
            head = await ReadHeadAsync();
        } while (head.IsInterim && !stopsAtInterim);

        if (head.IsInterim)
            return head;

        BodyLength = 0;
        _keepsMessage = head.Status > 299;
        if (_keepsMessage)
            _messageLength = 0;
        if (head.HasNoBody)
            return head;
        if (head.IsChunked)
            await SkipChunksAsync();
        else if (head.Length is { } length)
            await SkipAsync(length);
        else
            head = await SkipToTheEndAsync(head);
        if (_start != _end)
            throw new MalformedResponseException("more follows than its length says");
        return head;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ResponseHead> ReadHeadAsync()
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf("\r\n\r\n"u8);
            if (found >= 0)
            {
                var head = ResponseHead.Parse(_buffer.AsSpan(_start, searched + found));
                _start += searched + found + 4;
                return head;
            }

            // The mark may be cut in two.
            searched = Math.Max(_end - _start - 3, 0);
            await FillAsync("a head");
        }
    }

    private async ValueTask SkipChunksAsync()
    {
        while (true)
        {
            var (from, length) = await ReadLineAsync();
            var size = ParseSize(_buffer.AsSpan(from, length));
            if (size == 0)
                break;
            await SkipAsync(size);
            if ((await ReadLineAsync()).Length != 0)
                throw new MalformedResponseException("a chunk does not end where its size says");
        }

        // Trailers, and the empty line behind them.
        while ((await ReadLineAsync()).Length != 0) { }
    }

    private static long ParseSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = (extension < 0 ? line : line[..extension]).Trim(" \t"u8);
        return
            long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            && size >= 0
            ? size
            : throw new MalformedResponseException("a chunk has no size");
    }

    private async ValueTask<(int From, int Length)> ReadLineAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var from = _start;
                _start += length + 2;
                return (from, length);
            }

            await FillAsync("a line");
        }
    }

    private async ValueTask SkipAsync(long length)
    {
        while (true)
        {
            var here = (int)Math.Min(length, _end - _start);
            Consume(here);
            length -= here;
            if (length == 0)
                return;
            await FillAsync("a body");
        }
    }

    // Without a length the body ends with the connection (RFC 9112, section 6.3).
    private async ValueTask<ResponseHead> SkipToTheEndAsync(ResponseHead head)
    {
        do
        {
            Consume(_end - _start);
        } while (await ReadMoreAsync("a body") > 0);
        return head with { KeepsAlive = false };
    }

    private void Consume(int count)
    {
        if (_keepsMessage && _messageLength < MostMessageBytes)
        {
            var kept = Math.Min(count, MostMessageBytes - _messageLength);
            _buffer.AsSpan(_start, kept).CopyTo(_message.AsSpan(_messageLength));
            _messageLength += kept;
        }

        _start += count;
        BodyLength += count;
    }

    private async ValueTask FillAsync(string what)
    {
        if (await ReadMoreAsync(what) == 0)
            throw new EndOfStreamException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadMoreAsync(string what)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            throw new MalformedResponseException($"{what} is longer than {BufferLength} bytes");
        var read = await stream.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read;
    }
}
