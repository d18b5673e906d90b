using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using InputData = Slipway.Protocols.OpenInference.Grpc.Proto.ModelWarmup.Types.Input.InputDataTypeOneofCase;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Sample requests; their files lie in the folder <c>warmup</c> of the model.</summary>
internal static class WarmupReader
{
    private const string Folder = "warmup";

    public static void Read(ConfigReading reading)
    {
        for (var i = 0; i < reading.Message.ModelWarmup.Count; i++)
        {
            reading.Config.Warmup.Add(Sample(reading, reading.Message.ModelWarmup[i], $"model_warmup[{i}]"));
        }
    }

    private static WarmupConfig Sample(ConfigReading reading, ModelWarmup sample, string path)
    {
        if (reading.IsBatched && sample.BatchSize > reading.Message.MaxBatchSize)
            reading.Wrong($"{path}.batch_size", $"is over 'max_batch_size: {reading.Message.MaxBatchSize}'");
        if (sample.Inputs.Count == 0)
            reading.Wrong($"{path}.inputs", "give the sample its inputs");
        return new WarmupConfig
        {
            Name = sample.Name.Length > 0 ? sample.Name : null,
            Count = (int)Math.Clamp(sample.Count, 1, int.MaxValue),
            Inputs = sample.Inputs.ToDictionary(
                input => input.Key,
                input => Input(reading, sample, input.Key, input.Value, path)
            ),
        };
    }

    private static WarmupInputConfig Input(
        ConfigReading reading,
        ModelWarmup sample,
        string name,
        ModelWarmup.Types.Input input,
        string path
    )
    {
        path = $"{path}.inputs";
        var batch = Math.Max(sample.BatchSize, 1);
        var config = new WarmupInputConfig { Shape = reading.WithBatch(input.Dims, batch) };
        if (input.Dims.Any(dim => dim < 1))
            reading.Wrong(path, $"dims of '{name}': each must be 1 or more, a sample leaves nothing free");
        if (
            TritonTypes.NameOf(input.DataType) is { } type
            && reading.Config.Inputs.GetValueOrDefault(name)?.Datatype is { } expected
            && type != expected
        )
        {
            reading.Wrong(path, $"the input '{name}' is {expected}, not {type}");
        }

        switch (input.InputDataTypeCase)
        {
            case InputData.ZeroData:
                config.Fill = WarmupFill.Zero;
                break;
            case InputData.RandomData:
                config.Fill = WarmupFill.Random;
                break;
            case InputData.InputDataFile:
                config.File = Path.Combine(Folder, input.InputDataFile);
                ModelFiles.Find(reading, config.File, path);
                break;
            default:
                reading.Wrong(path, $"'{name}' needs one of zero_data, random_data and input_data_file");
                break;
        }

        return config;
    }
}
