namespace Slipway.Oci.Artifacts;

/// <summary>What files are models, by their names alone, in the model specification's words.</summary>
internal static class ModelFormats
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".onnx"] = "onnx",
        [".ort"] = "ort",
        [".pt"] = "pt",
        [".pth"] = "pt",
        [".keras"] = "keras",
        [".h5"] = "keras",
        [".pb"] = "savedmodel",
        [".safetensors"] = "safetensors",
        [".gguf"] = "gguf",
        [".ubj"] = "xgboost",
        [".joblib"] = "joblib",
        [".pkl"] = "pickle",
    };

    /// <summary>Files that make their folder a model, whatever else is in it.</summary>
    private static readonly string[] PackageFiles = ["model.yaml", "config.pbtxt", "model.py"];

    /// <summary>The format of a file of weights; null where its name does not say that it is one.</summary>
    public static string? OfFile(string name) => ByExtension.GetValueOrDefault(Path.GetExtension(name));

    /// <summary>Whether a folder with this file in it may be a model.</summary>
    public static bool MakesModel(string name) => OfFile(name) is not null || PackageFiles.Contains(name);
}
