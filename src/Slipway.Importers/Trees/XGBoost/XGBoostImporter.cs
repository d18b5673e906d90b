namespace Slipway.Importers.Trees.XGBoost;

/// <summary>XGBoost models in JSON or UBJSON, as <c>save_model</c> writes them since 1.0 and 1.6.</summary>
internal sealed class XGBoostImporter : IModelImporter
{
    private const long MostBytes = 1L << 30;
    private const int HeadBytes = 4096;

    public string Format => "xgboost";

    public string Expectation => "an XGBoost model (*.json, *.ubj)";

    public bool Recognizes(string path) =>
        (
            path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".ubj", StringComparison.OrdinalIgnoreCase)
        )
        && File.Exists(path)
        && FileHead.Read(path, HeadBytes) is var head
        && head.AsSpan().StartsWith("{"u8)
        && head.AsSpan().IndexOf("learner"u8) >= 0;

    public ImportedModel Import(string path, CancellationToken cancellationToken)
    {
        var bytes = FileHead.ReadAll(path, MostBytes);
        cancellationToken.ThrowIfCancellationRequested();
        // A name in JSON is in quotes, and in UBJSON it has its length before it.
        var model = IsJson(bytes) ? JsonModel.Read(bytes) : UbjsonModel.Read(bytes);
        var ensemble = XGBoostReader.Read(model);
        cancellationToken.ThrowIfCancellationRequested();
        return new ImportedModel(
            Producer(model),
            [new ImportedSignature(ImportedSignature.Default, TreeGraph.Build(ensemble))],
            [
                new ImportStep(
                    $"{ensemble.Trees.Count} trees of {ensemble.Trees.Sum(tree => (long)tree.Nodes.Count)} nodes",
                    "TreeEnsembleRegressor"
                ),
                new ImportStep($"objective {model["learner"]["objective"]["name"].Text}", ensemble.Link.ToString()),
            ]
        );
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[Math.Min(1, bytes.Length)..].TrimStart(" \t\r\n"u8);
        return rest.Length > 0 && rest[0] == '"';
    }

    private static string Producer(ModelValue model) =>
        model.Find("version") is { } version ? $"xgboost {string.Join('.', version.Numbers)}" : "xgboost";
}
