using Slipway.Oci.References;

namespace Slipway.Cli.Images;

/// <summary>Tells images from models on disk and from servers, where a command takes all of them.</summary>
internal static class ImageTarget
{
    private static readonly string[] Prefixes = ["oci:", "oci-archive:", "docker-archive:"];

    /// <summary>
    /// The image that <paramref name="text"/> names; null where it names something else. Without a prefix that is a reference
    /// with a registry, as <c>registry.example/team/iris</c>, where nothing lies at such a path.
    /// </summary>
    /// <exception cref="Errors.ServingException">It begins as the name of an image, and is none.</exception>
    public static ContentLocation? TryParse(string text)
    {
        if (Prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)))
            return ContentLocation.Parse(text);
        if (text.Contains("://", StringComparison.Ordinal) || Path.Exists(text))
            return null;
        return
            ImageReference.TryParse(text, out var reference, out _)
            && text.StartsWith(reference.Registry + "/", StringComparison.Ordinal)
            ? new ContentLocation.Registry(reference)
            : null;
    }
}
