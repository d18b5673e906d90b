using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Signatures;

/// <summary>Where an image is that is signed or verified: a repository of a registry, or a layout.</summary>
/// <param name="Source">To read.</param>
/// <param name="Target">To write: the same.</param>
/// <param name="Reference">What names the image there: a tag or a digest.</param>
/// <param name="Identity">What a signature calls it; null in a folder, which has no name that others know.</param>
internal sealed record SignedPlace(IContentSource Source, IContentTarget Target, string Reference, string? Identity)
{
    private const string LayoutScheme = "oci:";

    /// <param name="text">A reference, or <c>oci:FOLDER[:TAG]</c>.</param>
    /// <param name="client">For references.</param>
    /// <exception cref="CliException">It is neither.</exception>
    public static SignedPlace Parse(string text, RegistryClient client)
    {
        try
        {
            if (text.StartsWith(LayoutScheme, StringComparison.Ordinal))
                return InLayout(text[LayoutScheme.Length..]);

            var reference = ImageReference.Parse(text);
            var repository = client.Open(reference);
            return new SignedPlace(repository, repository, reference.Manifest, repository.Name);
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    private static SignedPlace InLayout(string text)
    {
        var colon = text.LastIndexOf(':');
        var (folder, tag) =
            colon > text.LastIndexOf('/') ? (text[..colon], text[(colon + 1)..]) : (text, (string?)null);
        var layout = LayoutFolder.Open(folder);
        return new SignedPlace(layout, layout, tag ?? OnlyTag(layout, folder), Identity: null);
    }

    private static string OnlyTag(LayoutFolder layout, string folder)
    {
        var tags = layout
            .List()
            .Select(entry => entry.Annotations?.GetValueOrDefault(LayoutFolder.TagAnnotation))
            .OfType<string>()
            .Where(tag => !tag.StartsWith("sha256-", StringComparison.Ordinal))
            .ToList();
        return tags is [var only]
            ? only
            : throw CliException.Usage(
                $"The layout {folder} has {tags.Count} images with a tag; say which: {LayoutScheme}{folder}:TAG."
            );
    }
}
