using System.Buffers;
using Slipway.Protocols.Json.Writing;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Rest.Writing;

/// <summary>The member <c>results</c> of a classify answer: for each example its pairs of label and score.</summary>
internal sealed class ClassificationsJson(ClassificationResult result) : IJsonChunks
{
    // Pairs in one chunk, so that a flush can come between those of an example with many classes.
    private const int ChunkPairs = 64;

    private int _example = -1;
    private int _class;

    public long EstimatedLength => 16L + result.ExampleCount * (4L + result.ClassCount * 32L);

    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        var json = new JsonOutput(output);
        if (_example < 0)
        {
            json.Raw("\"results\":["u8);
            _example = 0;
        }
        else if (_example == result.ExampleCount)
        {
            json.Raw("]"u8);
            _example++;
        }
        else if (_example < result.ExampleCount)
        {
            WritePairs(ref json);
        }

        written = json.Written;
        return written > 0;
    }

    private void WritePairs(ref JsonOutput json)
    {
        if (_class == 0)
            json.Raw(_example == 0 ? "["u8 : ",["u8);
        for (var i = 0; i < ChunkPairs && _class < result.ClassCount; i++, _class++)
        {
            json.Raw(_class == 0 ? "["u8 : ",["u8);
            json.Text(result.Label(_example, _class));
            json.Raw(","u8);
            json.Float(result.Score(_example, _class));
            json.Raw("]"u8);
        }

        if (_class < result.ClassCount)
            return;
        json.Raw("]"u8);
        (_example, _class) = (_example + 1, 0);
    }
}
