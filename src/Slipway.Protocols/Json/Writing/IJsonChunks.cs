using System.Buffers;

namespace Slipway.Protocols.Json.Writing;

/// <summary>JSON text that is written chunk by chunk, so that the caller can flush in between.</summary>
internal interface IJsonChunks
{
    /// <summary>Writes some of it; false where nothing is left.</summary>
    bool WriteChunk(IBufferWriter<byte> output, out int written);
}
