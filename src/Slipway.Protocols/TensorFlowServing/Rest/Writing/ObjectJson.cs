using System.Buffers;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.TensorFlowServing.Rest.Writing;

/// <summary>An object around members that write themselves, name and all.</summary>
internal sealed class ObjectJson(params IJsonChunks[] members) : IJsonChunks
{
    // -1 before the opening bracket, one past the last behind the closing one.
    private int _member = -1;

    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        written = 0;
        if (_member > members.Length - 1)
            return false;
        if (_member >= 0 && members[_member].WriteChunk(output, out written))
            return true;
        var json = new JsonOutput(output);
        json.Raw(
            _member < 0 ? "{"u8
            : _member + 1 < members.Length ? ","u8
            : "}"u8
        );
        _member++;
        written = json.Written;
        return true;
    }
}
