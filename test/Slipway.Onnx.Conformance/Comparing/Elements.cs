using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Comparing;

/// <summary>The elements of floating-point tensors as doubles, which hold all of them exactly.</summary>
internal static class Elements
{
    public static bool IsFloat(this DataType type) =>
        type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64;

    public static double[] ToDoubles(Tensor tensor)
    {
        var bytes = tensor.Bytes;
        return tensor.DataType switch
        {
            DataType.Fp16 => Widen<Half>(bytes, value => (double)value),
            DataType.BF16 => Widen<ushort>(bytes, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
            DataType.Fp32 => Widen<float>(bytes, value => value),
            DataType.Fp64 => Widen<double>(bytes, value => value),
            _ => throw new ArgumentException($"{tensor} is not of a floating-point type.", nameof(tensor)),
        };
    }

    private static double[] Widen<T>(ReadOnlySpan<byte> bytes, Func<T, double> widen)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = widen(values[i]);
        }

        return doubles;
    }
}
