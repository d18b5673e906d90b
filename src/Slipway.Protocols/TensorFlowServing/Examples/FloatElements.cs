using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>Reads elements of any float type as a single, the only one that results of classify and regress carry.</summary>
internal static class FloatElements
{
    public static float At(Tensor tensor, int index) =>
        tensor.DataType switch
        {
            DataType.Fp32 => tensor.AsSpan<float>()[index],
            DataType.Fp64 => (float)tensor.AsSpan<double>()[index],
            DataType.Fp16 => (float)tensor.AsSpan<Half>()[index],
            _ => BitConverter.UInt32BitsToSingle((uint)tensor.AsSpan<ushort>()[index] << 16),
        };
}
