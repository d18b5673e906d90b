using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Slipway.Models;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>The facts about a model that people want to see, from the session and the file's outline.</summary>
internal static class DetailsReader
{
    /// <summary>The name that Triton's clients know this engine by.</summary>
    private const string Platform = "onnxruntime_onnx";

    public static ModelDetails Read(
        ModelPackage package,
        InferenceSession session,
        SessionThreads threads,
        ModelOutline? outline,
        long fileSize,
        long externalSize
    )
    {
        var metadata = session.ModelMetadata;
        var facts = new List<KeyValuePair<string, string>>();
        Add("producer", $"{metadata.ProducerName} {outline?.ProducerVersion}".Trim());
        Add("graph", metadata.GraphName);
        if (outline is not null)
        {
            Add("IR version", Number(outline.IrVersion));
            Add("opset", string.Join(", ", outline.Opsets.Select(opset => $"{opset.Key} {Number(opset.Value)}")));
            Add("parameters", Number(outline.ParameterCount));
        }

        Add("domain", metadata.Domain);
        if (metadata.Version is > 0 and < long.MaxValue)
            Add("model version", Number(metadata.Version));
        Add("file size", $"{Number(fileSize)} bytes");
        if (externalSize > 0)
            Add("external data", $"{Number(externalSize)} bytes");
        Add("threads of a run", Number(threads.IntraOp));
        foreach (var (key, value) in metadata.CustomMetadataMap.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(key, value);
        }

        return new ModelDetails(Platform, facts)
        {
            Description = package.Config.Description ?? (metadata.Description is { Length: > 0 } text ? text : null),
        };

        void Add(string name, string value)
        {
            if (value.Length > 0)
                facts.Add(new(name, value));
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
