using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>Fills a tensor of a fixed-size type with one value.</summary>
internal static class PaddingValue
{
    public static void Fill(Tensor tensor, double value)
    {
        switch (tensor.DataType)
        {
            case DataType.Bool:
                tensor.Bytes.Fill(value == 0 ? (byte)0 : (byte)1);
                break;
            case DataType.Fp32:
                tensor.AsSpan<float>().Fill((float)value);
                break;
            case DataType.Fp64:
                tensor.AsSpan<double>().Fill(value);
                break;
            case DataType.Fp16:
                tensor.AsSpan<Half>().Fill((Half)value);
                break;
            case DataType.BF16:
                tensor.AsSpan<ushort>().Fill((ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                break;
            default:
                FillIntegers(tensor, (long)value);
                break;
        }
    }

    // Little-endian two's complement: the low bytes of a wider number are the narrower one.
    private static void FillIntegers(Tensor tensor, long value)
    {
        var bytes = tensor.Bytes;
        switch (tensor.DataType.ElementSize())
        {
            case 1:
                bytes.Fill((byte)value);
                break;
            case 2:
                MemoryMarshal.Cast<byte, short>(bytes).Fill((short)value);
                break;
            case 4:
                MemoryMarshal.Cast<byte, int>(bytes).Fill((int)value);
                break;
            default:
                MemoryMarshal.Cast<byte, long>(bytes).Fill(value);
                break;
        }
    }
}
