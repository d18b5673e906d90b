using System.Text.Json;
using Slipway.Models;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>What a worker is told of its model (<see cref="Frame"/>).</summary>
internal static class LoadMessage
{
    public static ReadOnlyMemory<byte> Write(FrameBuffer frame, WorkerSetup setup, int worker)
    {
        var package = setup.Package;
        var config = package.Config;
        frame.Start();
        using (var json = new Utf8JsonWriter(frame))
        {
            json.WriteStartObject();
            json.WriteString("op", "load");
            json.WriteString("kind", setup.Kind);
            json.WriteString("path", package.ArtifactPath);
            json.WriteString("name", package.Name);
            json.WriteNumber("version", package.Version);
            json.WriteString("folder", package.Directory);
            json.WriteString("model_folder", package.ModelDirectory ?? package.Directory);
            Write(json, "inputs", config.Inputs);
            Write(json, "outputs", config.Outputs);
            if (config.MaxBatchSize is { } rows)
                json.WriteNumber("max_batch_size", rows);
            else
                json.WriteNull("max_batch_size");
            json.WriteStartObject("parameters");
            foreach (var (name, value) in config.Parameters)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteBoolean("decoupled", config.IsDecoupled);
            json.WriteNumber("worker", worker);
            json.WriteNumber("workers", setup.Workers);
            json.WriteNumber("memory_limit", setup.Options.MemoryLimitBytes ?? 0);
            json.WriteBoolean("trust_pickle", setup.Options.TrustPickle);
            json.WriteEndObject();
        }

        frame.EndHeader();
        return frame.Finish();
    }

    private static void Write(Utf8JsonWriter json, string kind, Dictionary<string, TensorConfig> tensors)
    {
        json.WriteStartArray(kind);
        foreach (var (name, tensor) in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("datatype", tensor.Datatype);
            if ((tensor.Reshape ?? tensor.Shape) is { } shape)
            {
                json.WriteStartArray("shape");
                foreach (var size in shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
            }

            json.WriteBoolean("optional", tensor.Optional ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
