using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Comparing;

/// <summary>
/// Compares as ONNX's own backend test runner does: same names, types and shapes; floating-point values within
/// 1e-3 × the expected one + 1e-7, a NaN equal to a NaN; everything else exact.
/// </summary>
internal static class Tolerance
{
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    /// <summary>The first difference in words, or null.</summary>
    public static string? Difference(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual)
    {
        if (expected.Count != actual.Count)
            return $"{actual.Count} outputs instead of {expected.Count}";
        for (var i = 0; i < expected.Count; i++)
        {
            if (expected[i].Name != actual[i].Name)
                return $"output {i} is called '{actual[i].Name}' instead of '{expected[i].Name}'";
            if (Difference(expected[i].Tensor, actual[i].Tensor) is { } difference)
                return $"output '{expected[i].Name}' {difference}";
        }

        return null;
    }

    private static string? Difference(Tensor expected, Tensor actual)
    {
        if (expected.DataType != actual.DataType || expected.Shape != actual.Shape)
            return $"is {actual} instead of {expected}";
        if (!expected.DataType.IsFloat())
            return expected.Bytes.SequenceEqual(actual.Bytes) ? null : "has other values";

        var (want, have) = (Elements.ToDoubles(expected), Elements.ToDoubles(actual));
        for (var i = 0; i < want.Length; i++)
        {
            if (!IsClose(want[i], have[i]))
                return $"has {have[i]:R} instead of {want[i]:R} at index {i}";
        }

        return null;
    }

    private static bool IsClose(double expected, double actual)
    {
        if (!double.IsFinite(expected) || !double.IsFinite(actual))
            return expected.Equals(actual);
        return Math.Abs(actual - expected) <= Absolute + (Relative * Math.Abs(expected));
    }
}
