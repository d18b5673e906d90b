using Slipway.Models;

namespace Slipway.Tasks.Tabular;

/// <summary>Knows the files of libraries that train on tables.</summary>
internal static class TabularFiles
{
    // Who wrote an ONNX file stands near its beginning.
    private const int HeadBytes = 64;

    /// <summary>Never throws for what is wrong with a file.</summary>
    public static bool Are(ModelPackage package) =>
        package.Runtime is "xgboost" or "lightgbm" || (package.Runtime == "onnx" && IsExported(package.ArtifactPath));

    private static bool IsExported(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[HeadBytes];
            head = head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
            return head.IndexOf("skl2onnx"u8) >= 0 || head.IndexOf("ML.NET"u8) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
