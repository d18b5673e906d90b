using System.Buffers;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>
/// The memory of one answer, with an end to it: few bytes may ask for many (a vector for each letter), and an answer is whole
/// before its first byte is sent. Not thread-safe.
/// </summary>
internal sealed class AnswerBuffer(int most = AnswerBuffer.DefaultMost) : IBufferWriter<byte>
{
    /// <summary>Four times the largest request that is taken by default.</summary>
    public const int DefaultMost = 256 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.WrittenMemory;

    public void Advance(int count) => _bytes.Advance(count);

    /// <inheritdoc/>
    /// <exception cref="ServingException">TooLarge: the answer is over the limit.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var left = Left(sizeHint);
        var memory = _bytes.GetMemory(sizeHint);
        return memory[..Math.Min(memory.Length, left)];
    }

    /// <inheritdoc cref="GetMemory(int)"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private int Left(int sizeHint)
    {
        var left = most - _bytes.WrittenCount;
        if (left < Math.Max(1, sizeHint))
        {
            throw ServingException.TooLarge(
                $"The answer would be over {most >> 20} MiB, which is more than is given at once: ask for less, or send what is "
                    + "asked in several requests."
            );
        }

        return left;
    }
}
