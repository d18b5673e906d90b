using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Cli.Commands;
using Slipway.Client;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Imports;

/// <summary>
/// Runs an imported model on recorded inputs and compares what comes with what the framework gave: arrays named for the
/// model's inputs are sent, those named for its outputs are expected.
/// </summary>
internal static class Verification
{
    /// <param name="Output">An output.</param>
    /// <param name="Elements">How many values it has.</param>
    /// <param name="Worst">The largest difference, in parts of what is allowed; over 1 is a failure.</param>
    /// <param name="Difference">The largest difference.</param>
    public sealed record Line(string Output, int Elements, double Worst, double Difference);

    /// <exception cref="CliException">The arrays do not fit the model.</exception>
    public static async Task<IReadOnlyList<Line>> RunAsync(
        CliEnvironment environment,
        string model,
        string file,
        double relative,
        double absolute,
        CancellationToken cancellationToken
    )
    {
        var arrays = NumpyArchive.Read(file);
        await using var session = await LocalSession.StartAsync(
            environment,
            new InferenceTarget.Disk(model),
            new InferenceClientOptions { Retry = RetryOptions.None },
            cancellationToken
        );
        var signature = session.Described!;
        using var request = Request(session.Model!, signature, arrays, file);
        using var response = await session.Client.InferAsync(request, cancellationToken);
        var lines = new List<Line>();
        foreach (var output in response.Outputs)
        {
            if (arrays.TryGetValue(output.Name, out var expected))
                lines.Add(Compare(output, expected, relative, absolute));
        }

        return lines.Count > 0
            ? lines
            : throw CliException.Usage(
                $"{file} has none of the model's outputs to compare with: {Names(signature.Outputs)}."
            );
    }

    private static InferenceRequest Request(
        string model,
        ModelSignature signature,
        Dictionary<string, NumpyArray> arrays,
        string file
    )
    {
        var request = new InferenceRequest { Model = new ModelSelector(model) };
        foreach (var input in signature.Inputs)
        {
            if (arrays.TryGetValue(input.Name, out var array))
                request.Inputs.Add(new NamedTensor(input.Name, ToTensor(array)));
            else if (!input.IsOptional)
            {
                throw CliException.Usage(
                    $"{file} has no array '{input.Name}'; it has {string.Join(", ", arrays.Keys.Select(k => $"'{k}'"))}, "
                        + $"and the model takes {Names(signature.Inputs)}."
                );
            }
        }

        return request;
    }

    private static Tensor ToTensor(NumpyArray array)
    {
        var tensor = Tensor.Allocate(array.Type, new TensorShape(array.Shape));
        array.Bytes.Span.CopyTo(tensor.Bytes);
        return tensor;
    }

    private static Line Compare(NamedTensor output, NumpyArray expected, double relative, double absolute)
    {
        if (!output.Tensor.Shape.AsArray().AsSpan().SequenceEqual(expected.Shape))
        {
            throw new CliException(
                ExitCodes.Failure,
                $"Output '{output.Name}' has the shape {output.Tensor.Shape} instead of {new TensorShape(expected.Shape)}."
            );
        }

        var actual = Doubles(output.Tensor.DataType, output.Tensor.Bytes);
        var wanted = Doubles(expected.Type, expected.Bytes.Span);
        var (worst, largest) = (0.0, 0.0);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (actual[i].Equals(wanted[i]))
                continue;
            var difference = Math.Abs(actual[i] - wanted[i]);
            var share = difference / (absolute + relative * Math.Abs(wanted[i]));
            // Where one of them is no number, they differ without bound.
            (worst, largest) = double.IsNaN(share)
                ? (double.PositiveInfinity, double.PositiveInfinity)
                : (Math.Max(worst, share), Math.Max(largest, difference));
        }

        return new Line(output.Name, wanted.Length, worst, largest);
    }

    private static double[] Doubles(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Bool or DataType.UInt8 => Convert<byte>(bytes, v => v),
            DataType.Int8 => Convert<sbyte>(bytes, v => v),
            DataType.Int16 => Convert<short>(bytes, v => v),
            DataType.UInt16 => Convert<ushort>(bytes, v => v),
            DataType.Int32 => Convert<int>(bytes, v => v),
            DataType.UInt32 => Convert<uint>(bytes, v => v),
            DataType.Int64 => Convert<long>(bytes, v => v),
            DataType.UInt64 => Convert<ulong>(bytes, v => v),
            DataType.Fp16 => Convert<Half>(bytes, v => (double)v),
            DataType.Fp32 => Convert<float>(bytes, v => v),
            DataType.Fp64 => Convert<double>(bytes, v => v),
            _ => throw CliException.Usage($"Outputs of {type.Name()} are not compared."),
        };

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

    private static string Names(IReadOnlyList<TensorSpec> specs) =>
        string.Join(", ", specs.Select(spec => string.Create(CultureInfo.InvariantCulture, $"'{spec.Name}'")));
}
