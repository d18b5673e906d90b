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
    /// <param name="text">A reference, or <c>oci:FOLDER[:TAG]</c>.</param>
    /// <param name="client">For references.</param>
    /// <exception cref="CliException">It is neither.</exception>
    public static SignedPlace Parse(string text, RegistryClient client)
    {
        try
        {
            return ContentLocation.Parse(text) switch
            {
                ContentLocation.Registry { Reference: var reference } => InRegistry(reference, client),
                ContentLocation.Layout layout => InLayout(layout),
                _ => throw CliException.Usage(
                    $"'{text}' is one file, and what signs an image is kept beside it: name a registry's, or oci:FOLDER."
                ),
            };
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    private static SignedPlace InRegistry(ImageReference reference, RegistryClient client)
    {
        var repository = client.Open(reference);
        return new SignedPlace(repository, repository, reference.Manifest, repository.Name);
    }

    private static SignedPlace InLayout(ContentLocation.Layout location)
    {
        var layout = LayoutFolder.Open(location.Folder);
        return new SignedPlace(layout, layout, location.Tag ?? Only(layout, location), Identity: null);
    }

    private static string Only(LayoutFolder layout, ContentLocation location) =>
        layout.Images() is [var only]
            ? only.Digest.ToString()
            : throw CliException.Usage(
                $"{location} holds {layout.Images().Count} images; name the tag of one after a colon."
            );
}
