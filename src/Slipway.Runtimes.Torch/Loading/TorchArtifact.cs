namespace Slipway.Runtimes.Torch.Loading;

/// <summary>Which files are models of this runtime, by their names and places.</summary>
internal static class TorchArtifact
{
    private static readonly string[] Extensions = [".pt", ".pth"];
    private static readonly string[] Owners = ["model.py", "MLmodel"];

    public static bool Recognizes(string path) =>
        Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        && File.Exists(path)
        && Path.GetDirectoryName(path) is { } folder
        && !Owners.Any(owner => File.Exists(Path.Combine(folder, owner)));
}
