using System.Buffers;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.TensorFlowServing.Rest.Writing;

/// <summary>The member <c>results</c> of a regress answer: one number for each example.</summary>
internal sealed class RegressionsJson(float[] values) : IJsonChunks
{
    private const int ChunkValues = 256;

    private int _index = -1;

    public long EstimatedLength => 16L + values.Length * 14L;

    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        var json = new JsonOutput(output);
        if (_index < 0)
        {
            json.Raw("\"results\":["u8);
            _index = 0;
        }
        else if (_index == values.Length)
        {
            json.Raw("]"u8);
            _index++;
        }

        for (var i = 0; i < ChunkValues && _index < values.Length; i++, _index++)
        {
            if (_index > 0)
                json.Raw(","u8);
            json.Float(values[_index]);
        }

        written = json.Written;
        return written > 0;
    }
}
