using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Slipway.Onnx;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Fixtures;

/// <summary>Runs an imported graph with the engine that will serve it.</summary>
internal static class OnnxRun
{
    /// <summary>The outputs by name, each with its shape and its values as doubles.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="inputs">
    /// By name; where the names are not the model's and the counts are equal, in the model's order.
    /// </param>
    /// <param name="wanted">The outputs to compute; all where none is named.</param>
    public static Dictionary<string, (int[] Shape, double[] Values)> Run(
        OnnxGraphBuilder graph,
        IReadOnlyList<(string Name, NumpyArray Value)> inputs,
        params string[] wanted
    )
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(graph.Build().ToByteArray(), options);
        var byName = inputs.All(input => session.InputMetadata.ContainsKey(input.Name));
        var names = byName ? inputs.Select(input => input.Name) : session.InputNames;
        var values = inputs.Select(input => Value(input.Value)).ToList();
        IReadOnlyList<string> outputs = wanted.Length > 0 ? wanted : session.OutputNames;
        using var run = new RunOptions();
        using var results = session.Run(run, [.. names], values, outputs);
        var answers = new Dictionary<string, (int[], double[])>();
        for (var i = 0; i < results.Count; i++)
        {
            var shape = results[i].GetTensorTypeAndShape().Shape;
            answers[outputs[i]] = ([.. shape.Select(dim => (int)dim)], Doubles(results[i]));
        }

        values.ForEach(value => value.Dispose());
        return answers;
    }

    /// <summary>Runs a fixture's inputs and compares all its outputs, by name or else by place, within its tolerance.</summary>
    public static void Check(ModelFixture fixture, OnnxGraphBuilder graph)
    {
        var actual = Run(graph, fixture.Inputs);
        var expected = fixture.Outputs;
        var byName = expected.All(output => actual.ContainsKey(output.Name));
        for (var i = 0; i < expected.Count; i++)
        {
            var (name, value) = expected[i];
            var (shape, values) = byName ? actual[name] : actual.Values.ElementAt(i);
            shape.Should().Equal(value.Shape, "output '{0}' has this shape", name);
            var wanted = Doubles(value);
            for (var at = 0; at < wanted.Length; at++)
            {
                var bound = fixture.AbsoluteTolerance + fixture.RelativeTolerance * Math.Abs(wanted[at]);
                if (!(Math.Abs(values[at] - wanted[at]) <= bound) && !values[at].Equals(wanted[at]))
                    Assert.Fail($"Output '{name}', element {at}: {values[at]} instead of {wanted[at]} ± {bound}.");
            }
        }
    }

    /// <summary>The elements of an array of numbers.</summary>
    public static double[] Doubles(NumpyArray array) =>
        array.Type switch
        {
            "f4" => Convert<float>(array.Bytes, value => value),
            "f8" => Convert<double>(array.Bytes, value => value),
            "f2" => Convert<System.Half>(array.Bytes, value => (double)value),
            "i8" => Convert<long>(array.Bytes, value => value),
            "i4" => Convert<int>(array.Bytes, value => value),
            "u1" or "b1" => Convert<byte>(array.Bytes, value => value),
            _ => throw new NotSupportedException(array.Type),
        };

    private static OrtValue Value(NumpyArray array)
    {
        long[] shape = [.. array.Shape];
        return array.Type switch
        {
            "f4" => Of<float>(array.Bytes, shape),
            "f8" => Of<double>(array.Bytes, shape),
            "i8" => Of<long>(array.Bytes, shape),
            "i4" => Of<int>(array.Bytes, shape),
            "u1" => Of<byte>(array.Bytes, shape),
            "b1" => OrtValue.CreateTensorValueFromMemory(array.Bytes.Select(b => b != 0).ToArray(), shape),
            _ => throw new NotSupportedException(array.Type),
        };
    }

    private static OrtValue Of<T>(byte[] bytes, long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), shape);

    private static double[] Doubles(OrtValue value) =>
        value.GetTensorTypeAndShape().ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Convert<float>(value, v => v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => Convert<double>(value, v => v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => Convert<System.Half>(value, v => (double)v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => Convert<long>(value, v => v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => Convert<int>(value, v => v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt8 => Convert<byte>(value, v => v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => Convert<byte>(value, v => v),
            var other => throw new NotSupportedException(other.ToString()),
        };

    private static double[] Convert<T>(OrtValue value, Func<T, double> convert)
        where T : unmanaged => Convert(value.GetTensorMutableRawData(), convert);

    private static double[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, double> convert)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = convert(values[i]);
        }

        return result;
    }
}
