using System.IO.Compression;
using Slipway.Oci.Images.Nano;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>What builds keep for the next one. All of it can be deleted at any time.</summary>
internal sealed class ImageCache(string folder)
{
    /// <summary>The user's: <c>$XDG_CACHE_HOME/slipway/images</c>, or <c>~/.cache/slipway/images</c>.</summary>
    public static ImageCache OfUser() =>
        new(
            Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                    ? cache
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "slipway",
                "images"
            )
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
