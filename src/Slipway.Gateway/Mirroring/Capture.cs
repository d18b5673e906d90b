using System.Buffers;

namespace Slipway.Gateway.Mirroring;

/// <summary>What goes by of a body, as long as it is short.</summary>
internal sealed class Capture(int most)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>More came than is kept.</summary>
    public bool IsTooLong { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (IsTooLong)
            return;
        if (bytes.Length > most - _bytes.WrittenCount)
        {
            IsTooLong = true;
            _bytes.ResetWrittenCount();
            return;
        }

        _bytes.Write(bytes);
    }
}
