using System.Buffers;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>
/// The bytes of an answer. An answer is held whole until it is sent, and may be many times as long as its request: what it may
/// take is bounded here. Not thread-safe.
/// </summary>
internal sealed class AnswerBuffer : IBufferWriter<byte>
{
    /// <summary>As many bytes may one answer have.</summary>
    public const int MostBytes = 128 << 20;

    private byte[] _bytes = new byte[1024];
    private int _count;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    public void Advance(int count) => _count += count;

    /// <exception cref="ServingException">TooLarge: the answer has grown over <see cref="MostBytes"/>.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_bytes.Length - _count < wanted)
            Grow(wanted);
        return _bytes.AsMemory(_count);
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Grow(int wanted)
    {
        if (wanted > MostBytes - _count)
        {
            throw ServingException.TooLarge(
                $"The answer would have over {MostBytes} bytes, the most that one request is answered with: send what it asks in "
                    + "several requests, as 'slipway predict' does."
            );
        }

        Array.Resize(ref _bytes, (int)Math.Min(MostBytes, Math.Max(2L * _bytes.Length, _count + wanted)));
    }
}
