using System.Diagnostics.CodeAnalysis;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>Which file of an artifact path is the model.</summary>
internal static class OnnxArtifact
{
    private const string OnnxExtension = ".onnx";
    private const string OrtExtension = ".ort";

    /// <summary>Whether the file is in ONNX Runtime's own format, which carries all its data itself.</summary>
    public static bool IsOrtFormat(string file) => HasExtension(file, OrtExtension);

    /// <summary>The model file: the path itself, or the only <c>*.onnx</c> in a folder of that name.</summary>
    public static bool TryFindFile(string path, [NotNullWhen(true)] out string? file)
    {
        file = null;
        if (!HasExtension(path, OnnxExtension) && !HasExtension(path, OrtExtension))
            return false;
        if (File.Exists(path))
        {
            file = path;
        }
        else if (HasExtension(path, OnnxExtension) && Directory.Exists(path))
        {
            var files = Directory.EnumerateFiles(path, "*" + OnnxExtension).Take(2).ToArray();
            file = files.Length == 1 ? files[0] : null;
        }

        return file is not null;
    }

    private static bool HasExtension(string path, string extension) =>
        Path.GetExtension(path.AsSpan().TrimEnd(Path.DirectorySeparatorChar))
            .Equals(extension, StringComparison.OrdinalIgnoreCase);
}
