using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.Client;

/// <summary>Tensors from the arrays that .NET code has at hand. Each result holds a copy and is the caller's.</summary>
public static class TensorFactory
{
    /// <summary>A tensor of shape [rows, columns] from a rectangular array.</summary>
    public static Tensor ToTensor<T>(this T[,] values)
        where T : unmanaged =>
        Tensor.From<T>(
            values.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length),
            new TensorShape(values.GetLength(0), values.GetLength(1))
        );

    /// <summary>A tensor of shape [length], or of <paramref name="shape"/> where one is given.</summary>
    public static Tensor ToTensor<T>(this T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        Tensor.From<T>(values, shape.IsEmpty ? new TensorShape(values.Length) : new TensorShape(shape));
}
