using Slipway.Deployment.Planning;

namespace Slipway.Cli.Kubernetes;

/// <summary>
/// The files of a model or a project that its image is made of, and their digest, which is the image's tag: the same name for the same files, known
/// before anything is built. It is a <see cref="ContentDigest"/> over all files but hidden ones, Python's caches, lock files of
/// <c>slipway build</c>, and what building leaves in a project (<c>bin</c>, <c>obj</c>).
/// </summary>
internal static class ServiceContent
{
    private const int TagLength = 12;
    private const string LockExtension = ".slipway.lock";
    private static readonly string[] LeftOut = ["bin", "obj", "__pycache__"];
    private static readonly string[] OfOnnx = [".onnx", ".onnx_data", ".data", ".bin", ".keras", ".h5", ".pb"];

    /// <summary>The first twelve digits of the digest.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> TagAsync(string path, CancellationToken cancellationToken)
    {
        using var digest = new ContentDigest();
        foreach (var file in Files(path))
        {
            await using var stream = File.OpenRead(file);
            await digest.AddAsync(Path.GetRelativePath(path, file), stream, cancellationToken);
        }

        return digest.Finish()["sha256:".Length..][..TagLength];
    }

    /// <summary>
    /// How large an ONNX model is, or one that becomes ONNX in its image, in bytes; null of another, of whose needs nothing is known. Of
    /// several versions, the largest.
    /// </summary>
    public static long? ModelBytes(string path)
    {
        string[] files = [.. Files(path)];
        if (
            files.Any(file =>
                Path.GetExtension(file) is ".py" or ".pt" && Path.GetFileName(file) is "model.py" or "model.pt"
            )
        )
            return null;
        var sizes = files
            .Where(file =>
                OfOnnx.Contains(Path.GetExtension(file)) || file.Contains("variables.data", StringComparison.Ordinal)
            )
            .GroupBy(file => VersionOf(Path.GetRelativePath(path, file)), file => new FileInfo(file).Length)
            .Select(version => version.Sum())
            .ToList();
        return sizes.Count > 0 ? sizes.Max() : null;
    }

    private static IEnumerable<string> Files(string path) =>
        ContentDigest
            .Files(path)
            .Where(file =>
                file == path
                || (
                    !file.EndsWith(LockExtension, StringComparison.Ordinal)
                    && !Path.GetRelativePath(path, file).Split('/', '\\').Any(IsLeftOut)
                )
            );

    private static bool IsLeftOut(string name) => name.StartsWith('.') || LeftOut.Contains(name);

    private static string VersionOf(string relative)
    {
        var first = relative.Split('/', '\\')[0];
        return first.Length > 0 && first.All(char.IsAsciiDigit) ? first : "";
    }
}
