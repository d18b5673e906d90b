using System.Text.RegularExpressions;

namespace Slipway.Cli.Servers;

/// <summary>
/// Whether a path needs the server with libtorch: a TorchScript file, or a package or repository with one, by names alone.
/// </summary>
internal static partial class TorchModels
{
    // A repository's folder, a model's, a version's.
    private const int Levels = 3;
    private const int MaxFolders = 10_000;
    private const int MaxConfigBytes = 1 << 20;

    private static readonly string[] Extensions = [".pt", ".pth"];

    public static bool AreAt(string path)
    {
        if (File.Exists(path))
            return IsTorchScript(path);
        if (!Directory.Exists(path))
            return false;
        var left = MaxFolders;
        try
        {
            return IsIn(path, Levels, ref left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The server says what is wrong with it.
            return false;
        }
    }

    private static bool IsIn(string folder, int levels, ref int left)
    {
        if (left-- <= 0)
            return false;
        var files = Directory.GetFiles(folder);
        if (files.Any(IsConfigForTorch) || (files.Any(IsTorchScript) && !files.Any(IsOtherModel)))
            return true;
        if (levels == 0)
            return false;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (IsIn(inner, levels - 1, ref left))
                return true;
        }

        return false;
    }

    private static bool IsTorchScript(string file) =>
        Extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    // Beside one of these, a .pt is its weights, or what it was made from.
    private static bool IsOtherModel(string file) =>
        Path.GetFileName(file) is "model.py" or "MLmodel" || file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static bool IsConfigForTorch(string file) =>
        Path.GetFileName(file) switch
        {
            "model.yaml" or "model.yml" => Holds(file, YamlRuntime()),
            "config.pbtxt" => Holds(file, TritonBackend()),
            _ => false,
        };

    private static bool Holds(string file, Regex pattern) =>
        new FileInfo(file).Length <= MaxConfigBytes && pattern.IsMatch(File.ReadAllText(file));

    [GeneratedRegex(@"^runtime:\s*[""']?torch\b", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex YamlRuntime();

    [GeneratedRegex(
        @"(backend\s*:\s*[""']pytorch[""'])|(platform\s*:\s*[""']pytorch_libtorch[""'])",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex TritonBackend();
}
