using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Tasks.Images.Requests;

/// <summary>Reads the numbers of a model's answer.</summary>
internal static class OutputValues
{
    /// <summary>The tensor of that name; still the response's.</summary>
    public static Tensor Find(InferenceResponse response, string name)
    {
        foreach (var output in response.Outputs)
        {
            if (output.Name == name)
                return output.Tensor;
        }

        throw ServingException.Internal($"The model did not answer with the output '{name}'.");
    }

    /// <summary>The elements in single precision.</summary>
    /// <exception cref="ServingException">Internal: another type, or a value that is no number.</exception>
    public static float[] Read(string name, Tensor tensor)
    {
        var values = new float[tensor.ElementCount];
        switch (tensor.DataType)
        {
            case DataType.Fp32:
                tensor.AsSpan<float>().CopyTo(values);
                break;
            case DataType.Fp64:
                Convert(tensor.AsSpan<double>(), values, static value => (float)value);
                break;
            case DataType.Fp16:
                Convert(MemoryMarshal.Cast<byte, Half>(tensor.Bytes), values, static value => (float)value);
                break;
            case DataType.Int64:
                Convert(tensor.AsSpan<long>(), values, static value => value);
                break;
            case DataType.Int32:
                Convert(tensor.AsSpan<int>(), values, static value => value);
                break;
            default:
                throw ServingException.Internal($"The output '{name}' is {tensor}: numbers are expected.");
        }

        return Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw ServingException.Internal(
                $"The output '{name}' holds values that are no numbers (NaN or infinite)."
            );
    }

    private static void Convert<T>(ReadOnlySpan<T> from, float[] to, Func<T, float> convert)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }
}
