using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>Frames over a socket (<see cref="Frame"/>). One caller at a time.</summary>
internal sealed class FrameConnection(Socket socket) : IDisposable
{
    // The kernel takes so much at once, whether the worker reads or not.
    private const int SentAtOnce = 128 << 10;

    private const int MostBytes = 32 << 20;
    private const int Kept = 256 << 10;

    // An answer that is nearly there is waited for on the thread: waking another one costs more than a short model.
    private const int GlanceMicroseconds = 1000;

    private byte[] _buffer = new byte[32 << 10];

    /// <exception cref="SocketException">The worker has gone, and has not got it whole.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame)
    {
        if (frame.Length <= SentAtOnce)
        {
            while (!frame.IsEmpty)
            {
                frame = frame[socket.Send(frame.Span)..];
            }

            return;
        }

        while (!frame.IsEmpty)
        {
            frame = frame[await socket.SendAsync(frame).ConfigureAwait(false)..];
        }
    }

    /// <exception cref="WorkerException">The worker has gone, or sent what is no frame.</exception>
    public async ValueTask<Frame> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var filled = await FillAsync(0, FrameBuffer.PrefixLength, cancellationToken).ConfigureAwait(false);
            var header = BinaryPrimitives.ReadUInt32LittleEndian(_buffer);
            var payload = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(sizeof(uint)));
            if (header > MostBytes || payload > MostBytes)
                throw new WorkerException($"its message is of {header} and {payload} bytes.");
            var whole = FrameBuffer.PrefixLength + (int)header + (int)payload;
            if (whole > _buffer.Length)
                Array.Resize(ref _buffer, whole);
            else if (_buffer.Length > Kept && whole <= Kept)
                Array.Resize(ref _buffer, Kept);
            await FillAsync(filled, whole, cancellationToken).ConfigureAwait(false);
            var start = FrameBuffer.PrefixLength + (int)header;
            return new Frame(
                JsonDocument.Parse(_buffer.AsMemory(FrameBuffer.PrefixLength, (int)header)),
                _buffer.AsMemory(start, (int)payload)
            );
        }
        catch (JsonException error)
        {
            throw new WorkerException("its message is no JSON.", error);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new WorkerException("it has gone.", error) { IsGone = true };
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<int> FillAsync(int filled, int wanted, CancellationToken cancellationToken)
    {
        while (filled < wanted)
        {
            var rest = _buffer.AsMemory(filled);
            var read = socket.Poll(GlanceMicroseconds, SelectMode.SelectRead)
                ? socket.Receive(rest.Span)
                : await socket.ReceiveAsync(rest, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new WorkerException("it has closed the connection.") { IsGone = true };
            filled += read;
        }

        return filled;
    }
}
