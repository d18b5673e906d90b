using Slipway.Models;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>What a Python worker is to make of an artifact, by its name and form.</summary>
internal static class PythonArtifact
{
    private const string Code = "model.py";
    private const string MLflow = "MLmodel";
    private const int HeadBytes = 64 << 10;

    private static readonly string[] Pickles = [".pkl", ".pickle", ".joblib"];

    public static bool Recognizes(string path)
    {
        if (Directory.Exists(path))
            return IsMLflow(path);
        if (Path.GetFileName(path) == Code)
            return File.Exists(path);
        return IsPickle(path) && File.Exists(path) && !IsPartOfAnother(path);
    }

    /// <summary>The kind by its name in the worker's protocol; null where it is none of them.</summary>
    public static string? KindOf(ModelPackage package)
    {
        var path = package.ArtifactPath;
        if (Directory.Exists(path))
            return File.Exists(Path.Combine(path, MLflow)) ? "mlflow" : null;
        if (HasExtension(path, ".py"))
            return "code";
        if (IsPickle(path))
            return "pickle";
        return HasExtension(path, ".ubj") || HasExtension(path, ".json") ? "xgboost" : null;
    }

    // The weights that code reads, and the file that MLflow's folder is about.
    private static bool IsPartOfAnother(string file) =>
        Path.GetDirectoryName(file) is { } folder
        && (File.Exists(Path.Combine(folder, Code)) || File.Exists(Path.Combine(folder, MLflow)));

    private static bool IsPickle(string path) => Pickles.Any(extension => HasExtension(path, extension));

    private static bool IsMLflow(string folder)
    {
        var file = Path.Combine(folder, MLflow);
        if (!File.Exists(file))
            return false;
        var head = new byte[HeadBytes];
        using var stream = File.OpenRead(file);
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, length).IndexOf("python_function"u8) >= 0;
    }

    private static bool HasExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
