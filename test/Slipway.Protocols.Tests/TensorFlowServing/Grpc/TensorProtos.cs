using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;
using TensorFlowType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.Protocols.Tests.TensorFlowServing.Grpc;

/// <summary>Generated messages around the codec, which does without them.</summary>
internal static class TensorProtos
{
    public static TensorProto Of(TensorFlowType type, params long[] dims)
    {
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.AddRange(dims.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return tensor;
    }

    /// <summary>Three elements of every type: TensorFlow's type, the typed list, and the bytes in memory.</summary>
    public static IReadOnlyDictionary<DataType, (TensorProto Typed, byte[] Raw)> Samples { get; } =
        new Dictionary<DataType, (TensorProto, byte[])>
        {
            [DataType.Bool] = (With(TensorFlowType.DtBool, t => t.BoolVal.Add([true, false, true])), [1, 0, 1]),
            [DataType.UInt8] = (With(TensorFlowType.DtUint8, t => t.IntVal.Add([0, 128, 255])), [0, 128, 255]),
            [DataType.UInt16] = (
                With(TensorFlowType.DtUint16, t => t.IntVal.Add([0, 128, 65535])),
                Bytes<ushort>(0, 128, 65535)
            ),
            [DataType.UInt32] = (
                With(TensorFlowType.DtUint32, t => t.Uint32Val.Add([0, 128, uint.MaxValue])),
                Bytes<uint>(0, 128, uint.MaxValue)
            ),
            [DataType.UInt64] = (
                With(TensorFlowType.DtUint64, t => t.Uint64Val.Add([0, 128, ulong.MaxValue])),
                Bytes<ulong>(0, 128, ulong.MaxValue)
            ),
            [DataType.Int8] = (
                With(TensorFlowType.DtInt8, t => t.IntVal.Add([-128, 0, 127])),
                Bytes<sbyte>(-128, 0, 127)
            ),
            [DataType.Int16] = (
                With(TensorFlowType.DtInt16, t => t.IntVal.Add([-32768, 1, 32767])),
                Bytes<short>(-32768, 1, 32767)
            ),
            [DataType.Int32] = (
                With(TensorFlowType.DtInt32, t => t.IntVal.Add([int.MinValue, -1, int.MaxValue])),
                Bytes(int.MinValue, -1, int.MaxValue)
            ),
            [DataType.Int64] = (
                With(TensorFlowType.DtInt64, t => t.Int64Val.Add([long.MinValue, 300, long.MaxValue])),
                Bytes(long.MinValue, 300, long.MaxValue)
            ),
            [DataType.Fp16] = (
                With(TensorFlowType.DtHalf, t => t.HalfVal.Add([0x3C00, 0xC000, 0x7BFF])),
                Bytes((Half)1, (Half)(-2), Half.MaxValue)
            ),
            [DataType.BF16] = (
                With(TensorFlowType.DtBfloat16, t => t.HalfVal.Add([0x3F80, 0xC000, 0x7F7F])),
                Bytes<ushort>(0x3F80, 0xC000, 0x7F7F)
            ),
            [DataType.Fp32] = (
                With(TensorFlowType.DtFloat, t => t.FloatVal.Add([1.5f, float.NaN, -0f])),
                Bytes(1.5f, float.NaN, -0f)
            ),
            [DataType.Fp64] = (
                With(TensorFlowType.DtDouble, t => t.DoubleVal.Add([1.5, double.NegativeInfinity, 1e300])),
                Bytes(1.5, double.NegativeInfinity, 1e300)
            ),
            [DataType.Bytes] = (
                With(
                    TensorFlowType.DtString,
                    t => t.StringVal.Add([ByteString.CopyFrom(0xC3, 0xA9), ByteString.Empty, ByteString.CopyFrom(0xFF)])
                ),
                [2, 0, 0, 0, 0xC3, 0xA9, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF]
            ),
        };

    public static TheoryData<DataType> AllTypes => [.. Samples.Keys];

    /// <summary>The form that <c>tensor_content</c> has: as in memory, but strings as all lengths, then all contents.</summary>
    public static ByteString Content(Tensor tensor)
    {
        if (tensor.DataType != DataType.Bytes)
            return ByteString.CopyFrom(tensor.Bytes);
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        foreach (var element in tensor.Elements)
        {
            output.WriteUInt32((uint)element.Length);
        }

        output.Flush();
        foreach (var element in tensor.Elements)
        {
            stream.Write(element);
        }

        return ByteString.CopyFrom(stream.ToArray());
    }

    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static TensorProto With(TensorFlowType type, Action<TensorProto> fill)
    {
        var tensor = Of(type, 3);
        fill(tensor);
        return tensor;
    }
}
