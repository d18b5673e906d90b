using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Results;

/// <summary>
/// Writes an imported model: <c>model.onnx</c> for the first signature, <c>signatures/N.onnx</c> for the others, their weights
/// beside them where they are too large for a message of protobuf, and the manifest last.
/// </summary>
internal static class ImportFolder
{
    private const string FirstFile = "model.onnx";

    /// <exception cref="ImportException">A model is larger than ONNX files can be.</exception>
    public static ImportManifest Write(
        string folder,
        string format,
        ImportedModel model,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        var entries = new List<SignatureEntry>();
        foreach (var signature in model.Signatures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file =
                entries.Count == 0
                    ? FirstFile
                    : Path.Combine("signatures", entries.Count.ToString(CultureInfo.InvariantCulture) + ".onnx");
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var graph = signature.Graph.Build();
            IReadOnlyDictionary<string, long[]> shapes = signature.ShapesAreAdvisory
                ? AdvisoryShapes.TakeFrom(graph.Graph)
                : new Dictionary<string, long[]>();
            Save(graph, path);
            entries.Add(new SignatureEntry(signature.Name, file, signature.Method, shapes));
        }

        var manifest = new ImportManifest
        {
            Format = format,
            Producer = model.Producer,
            Signatures = entries,
            Steps = model.Steps,
            Remarks = model.Remarks,
        };
        File.WriteAllBytes(
            Path.Combine(folder, ImportManifest.FileName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, ResultContext.Default.ImportManifest)
        );
        return manifest;
    }

    private static void Save(ModelProto model, string path)
    {
        ExternalWeights.MoveOut(model, path + ".weights");
        using var file = File.Create(path);
        model.WriteTo(file);
    }
}
