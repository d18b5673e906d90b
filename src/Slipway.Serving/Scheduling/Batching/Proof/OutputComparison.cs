using System.Numerics;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>
/// Whether two answers to the same row are the same: texts, integers and truth values exactly; floating-point numbers
/// within what another order of the same additions may change, measured against the largest number of the output.
/// </summary>
internal static class OutputComparison
{
    private const double Single = 1e-4;
    private const double Double = 1e-9;
    private const double Half = 1e-2;
    private const double Brain = 5e-2;

    /// <summary>What differs, in words; null where nothing does.</summary>
    public static string? Difference(InferenceResponse alone, InferenceResponse inBatch)
    {
        foreach (var output in alone.Outputs)
        {
            var other = inBatch.Outputs.Find(candidate => candidate.Name == output.Name).Tensor;
            if (other is null)
                return $"output '{output.Name}' is missing";
            if (output.Tensor.Shape != other.Shape)
                return $"output '{output.Name}' is {output.Tensor.Shape} by itself and {other.Shape} in a batch";
            if (!Equal(output.Tensor, other))
                return $"output '{output.Name}' of the same row has other values in a batch";
        }

        return null;
    }

    private static bool Equal(Tensor one, Tensor other) =>
        one.DataType switch
        {
            DataType.Fp32 => Close(one.AsSpan<float>(), other.AsSpan<float>(), Single),
            DataType.Fp64 => Close(one.AsSpan<double>(), other.AsSpan<double>(), Double),
            DataType.Fp16 => Close(one.AsSpan<System.Half>(), other.AsSpan<System.Half>(), Half),
            DataType.BF16 => Close(Widen(one), Widen(other), Brain),
            _ => one.Bytes.SequenceEqual(other.Bytes),
        };

    private static bool Close<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other, double tolerance)
        where T : IFloatingPoint<T>
    {
        var largest = 0.0;
        foreach (var value in one)
        {
            if (T.IsFinite(value))
                largest = Math.Max(largest, Math.Abs(double.CreateSaturating(value)));
        }

        for (var i = 0; i < one.Length; i++)
        {
            var (a, b) = (double.CreateSaturating(one[i]), double.CreateSaturating(other[i]));
            // Equal covers infinities; NaN stands for NaN.
            if (!a.Equals(b) && !(Math.Abs(a - b) <= tolerance * largest))
                return false;
        }

        return true;
    }

    private static float[] Widen(Tensor tensor)
    {
        var halves = tensor.AsSpan<ushort>();
        var wide = new float[halves.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }

        return wide;
    }
}
