using Google.Protobuf.Collections;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Inputs and outputs: types, shapes with the batch in front, reshapes, labels.</summary>
internal static class TensorsReader
{
    public static void Read(ConfigReading reading)
    {
        for (var i = 0; i < reading.Message.Input.Count; i++)
        {
            ReadInput(reading, reading.Message.Input[i], $"input[{i}]");
        }

        for (var i = 0; i < reading.Message.Output.Count; i++)
        {
            ReadOutput(reading, reading.Message.Output[i], $"output[{i}]");
        }
    }

    private static void ReadInput(ConfigReading reading, ModelInput input, string path)
    {
        var tensor = Tensor(reading, input.DataType, input.Dims, input.Reshape, path);
        if (input.Optional)
            tensor.Optional = true;
        Add(reading, reading.Config.Inputs, input.Name, tensor, path);
        if (input.IsShapeTensor)
            reading.Unsupported($"{path}.is_shape_tensor", "inputs that are shapes are TensorRT's only; remove it");
        if (input.AllowRaggedBatch)
            reading.Remark($"'allow_ragged_batch' of '{input.Name}' has no effect, requests are computed one by one");
        if (input.IsNonLinearFormatIo)
            reading.Remark($"'is_non_linear_format_io' of '{input.Name}' has no effect, it is TensorRT's");
    }

    private static void ReadOutput(ConfigReading reading, ModelOutput output, string path)
    {
        var tensor = Tensor(reading, output.DataType, output.Dims, output.Reshape, path);
        if (output.LabelFilename.Length > 0)
            tensor.Labels = LabelFile.Read(reading, output.LabelFilename, $"{path}.label_filename");
        Add(reading, reading.Config.Outputs, output.Name, tensor, path);
        if (output.IsShapeTensor)
            reading.Unsupported($"{path}.is_shape_tensor", "outputs that are shapes are TensorRT's only; remove it");
        if (output.IsNonLinearFormatIo)
            reading.Remark($"'is_non_linear_format_io' of '{output.Name}' has no effect, it is TensorRT's");
    }

    private static void Add(
        ConfigReading reading,
        Dictionary<string, TensorConfig> tensors,
        string name,
        TensorConfig tensor,
        string path
    )
    {
        if (name.Length == 0)
            reading.Wrong($"{path}.name", "give the tensor its name");
        else if (!tensors.TryAdd(name, tensor))
            reading.Wrong($"{path}.name", $"'{name}' is there already");
    }

    private static TensorConfig Tensor(
        ConfigReading reading,
        DataType type,
        RepeatedField<long> dims,
        ModelTensorReshape? reshape,
        string path
    )
    {
        CheckDims(reading, dims, $"{path}.dims");
        // Where neither the type nor the dimensions are given, the model's own count.
        var tensor = new TensorConfig
        {
            Datatype = TritonTypes.NameOf(type),
            Shape = dims.Count > 0 || reshape is not null ? reading.WithBatch(dims) : null,
        };
        if (reshape is null)
            return tensor;
        CheckDims(reading, reshape.Shape, $"{path}.reshape");
        tensor.Reshape = reading.WithBatch(reshape.Shape);
        if (ReshapeProblem(dims, reshape.Shape) is { } problem)
            reading.Wrong($"{path}.reshape", problem);
        return tensor;
    }

    private static void CheckDims(ConfigReading reading, RepeatedField<long> dims, string path)
    {
        if (dims.Any(dim => dim is 0 or < -1))
            reading.Wrong(path, $"[{string.Join(", ", dims)}]: each must be 1 or more, or -1 where it is free");
    }

    // A free dimension of one shape is the one in the same turn of the other; between them the elements must be as many.
    private static string? ReshapeProblem(RepeatedField<long> dims, RepeatedField<long> reshape)
    {
        var from = Sections(dims);
        var to = Sections(reshape);
        if (from.Count != to.Count)
            return "dims and reshape must have as many free dimensions (-1)";
        return from.SequenceEqual(to) ? null : "dims and reshape must have as many elements";
    }

    private static List<UInt128> Sections(RepeatedField<long> dims)
    {
        List<UInt128> sections = [1];
        foreach (var dim in dims)
        {
            if (dim < 0)
                sections.Add(1);
            else
                sections[^1] = unchecked(sections[^1] * (UInt128)dim);
        }

        return sections;
    }
}
