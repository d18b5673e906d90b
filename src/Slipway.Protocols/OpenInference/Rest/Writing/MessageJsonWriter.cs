using System.Buffers;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>Writes a <see cref="MessageJson"/> chunk by chunk, so that the caller can flush in between.</summary>
internal struct MessageJsonWriter(MessageJson message) : IJsonChunks
{
    private Part _part;
    private int _tensor;
    private TensorJsonWriter _data;

    private enum Part : byte
    {
        Head,
        TensorHead,
        Data,
        End,
    }

    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        if (_part == Part.Data && _data.WriteChunk(output, out written))
            return true;

        var json = new JsonOutput(output);
        switch (_part)
        {
            case Part.Head:
                message.WriteHead(ref json);
                _part = Part.TensorHead;
                break;
            case Part.TensorHead when _tensor == message.Tensors.Count:
                message.WriteTail(ref json);
                _part = Part.End;
                break;
            case Part.TensorHead:
                message.WriteTensorHead(ref json, _tensor);
                if (message.HasData(_tensor))
                    (_part, _data) = (Part.Data, new TensorJsonWriter(message.Tensors[_tensor].Tensor));
                else
                    message.WriteTensorTail(ref json, _tensor++);
                break;
            case Part.Data:
                message.WriteTensorTail(ref json, _tensor++);
                _part = Part.TensorHead;
                break;
            default:
                written = 0;
                return false;
        }

        written = json.Written;
        return true;
    }
}
