using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

/// <summary>Three elements of every datatype: as bytes, and as typed contents where the protocol has them.</summary>
internal static class Samples
{
    public static IReadOnlyDictionary<string, (byte[] Raw, InferTensorContents? Typed)> All { get; } =
        new Dictionary<string, (byte[], InferTensorContents?)>
        {
            ["BOOL"] = ([1, 0, 1], new() { BoolContents = { true, false, true } }),
            ["INT8"] = (Bytes<sbyte>(-128, 0, 127), new() { IntContents = { -128, 0, 127 } }),
            ["INT16"] = (Bytes<short>(-32768, 1, 32767), new() { IntContents = { -32768, 1, 32767 } }),
            ["INT32"] = (
                Bytes(int.MinValue, -1, int.MaxValue),
                new() { IntContents = { int.MinValue, -1, int.MaxValue } }
            ),
            ["INT64"] = (
                Bytes(long.MinValue, 300, long.MaxValue),
                new() { Int64Contents = { long.MinValue, 300, long.MaxValue } }
            ),
            ["UINT8"] = (Bytes<byte>(0, 128, 255), new() { UintContents = { 0, 128, 255 } }),
            ["UINT16"] = (Bytes<ushort>(0, 128, 65535), new() { UintContents = { 0, 128, 65535 } }),
            ["UINT32"] = (Bytes<uint>(0, 128, uint.MaxValue), new() { UintContents = { 0, 128, uint.MaxValue } }),
            ["UINT64"] = (Bytes<ulong>(0, 128, ulong.MaxValue), new() { Uint64Contents = { 0, 128, ulong.MaxValue } }),
            ["FP32"] = (Bytes(1.5f, float.NaN, -0f), new() { Fp32Contents = { 1.5f, float.NaN, -0f } }),
            ["FP64"] = (
                Bytes(1.5, double.NegativeInfinity, 1e300),
                new() { Fp64Contents = { 1.5, double.NegativeInfinity, 1e300 } }
            ),
            ["BYTES"] = (
                [2, 0, 0, 0, 0xC3, 0xA9, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF],
                new()
                {
                    BytesContents = { ByteString.CopyFrom(0xC3, 0xA9), ByteString.Empty, ByteString.CopyFrom(0xFF) },
                }
            ),
            ["FP16"] = (Bytes((Half)1, (Half)(-2), Half.MaxValue), null),
            ["BF16"] = (Bytes<ushort>(0x3F80, 0xC000, 0x7F7F), null),
        };

    public static TheoryData<string> AllTypes => [.. All.Keys];

    public static TheoryData<string> TypesWithContents =>
        [.. All.Where(x => x.Value.Typed is not null).Select(x => x.Key)];

    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
