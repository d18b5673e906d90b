using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci.Images.Nano;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>What builds keep for the next one. All of it can be deleted at any time.</summary>
internal sealed class ImageCache(string folder)
{
    /// <summary>The user's: <c>$XDG_CACHE_HOME/slipway/images</c>, or <c>~/.cache/slipway/images</c>.</summary>
    public static ImageCache OfUser() => new(Path.Combine(Root, "images"));

    /// <summary>Where digests and versions of the base of an image are kept for who did not ask for a lock file beside it.</summary>
    /// <param name="path">Of the model or the project.</param>
    public static string LockOfUser(string path) =>
        Path.Combine(
            Directory.CreateDirectory(Path.Combine(Root, "locks")).FullName,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16] + LockFile.Extension
        );

    /// <summary>Models that were fetched to be put into images, in folders by digest; beside the former.</summary>
    public static string ModelsOfUser => Path.Combine(Root, "models");

    /// <summary>What the compiler made of projects that were put into images, in folders by project; beside the former.</summary>
    public static string BuildsOfUser => Path.Combine(Root, "builds");

    private static string Root =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "slipway"
        );

    public const CompressionLevel Level = CompressionLevel.Optimal;

    public LayerCache Layers => new(Path.Combine(folder, "layers"));

    public PackageCache Packages => new(Path.Combine(folder, "packages"));

    /// <summary>A text under a key; null where there is none.</summary>
    public string? Read(string key)
    {
        try
        {
            return File.ReadAllText(TextOf(key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string key, string text)
    {
        var file = TextOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        File.WriteAllText(partial, text);
        File.Move(partial, file, overwrite: true);
    }

    private string TextOf(string key) =>
        Path.Combine(folder, "texts", Oci.Content.Digest.Of(System.Text.Encoding.UTF8.GetBytes(key)).Hex);
}
