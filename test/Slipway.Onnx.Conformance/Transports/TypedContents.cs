using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Onnx.Conformance.Transports;

/// <summary>A tensor in the field of <c>InferTensorContents</c> that its type belongs in.</summary>
internal static class TypedContents
{
    public static InferTensorContents Of(Tensor tensor)
    {
        var contents = new InferTensorContents();
        switch (tensor.DataType)
        {
            case DataType.Bool:
                contents.BoolContents.AddRange(tensor.Bytes.ToArray().Select(value => value != 0));
                break;
            case DataType.UInt8:
                contents.UintContents.AddRange(Values<byte>(tensor).Select(value => (uint)value));
                break;
            case DataType.UInt16:
                contents.UintContents.AddRange(Values<ushort>(tensor).Select(value => (uint)value));
                break;
            case DataType.UInt32:
                contents.UintContents.AddRange(Values<uint>(tensor));
                break;
            case DataType.UInt64:
                contents.Uint64Contents.AddRange(Values<ulong>(tensor));
                break;
            case DataType.Int8:
                contents.IntContents.AddRange(Values<sbyte>(tensor).Select(value => (int)value));
                break;
            case DataType.Int16:
                contents.IntContents.AddRange(Values<short>(tensor).Select(value => (int)value));
                break;
            case DataType.Int32:
                contents.IntContents.AddRange(Values<int>(tensor));
                break;
            case DataType.Int64:
                contents.Int64Contents.AddRange(Values<long>(tensor));
                break;
            case DataType.Fp32:
                contents.Fp32Contents.AddRange(Values<float>(tensor));
                break;
            case DataType.Fp64:
                contents.Fp64Contents.AddRange(Values<double>(tensor));
                break;
            case DataType.Bytes:
                foreach (var element in tensor.Elements)
                {
                    contents.BytesContents.Add(ByteString.CopyFrom(element));
                }

                break;
            default:
                throw new ArgumentException($"{tensor} has no field of its own.", nameof(tensor));
        }

        return contents;
    }

    private static T[] Values<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Bytes).ToArray();
}
