namespace Slipway.Oci.Content;

/// <summary>Where manifests and blobs of one name come from: a repository of a registry, a layout. Thread-safe.</summary>
public interface IContentSource
{
    /// <summary>For people and errors, as <c>registry.example/team/iris</c>.</summary>
    string Name { get; }

    /// <summary>The manifest or index that a tag or a digest names; its bytes are checked where a digest was given.</summary>
    /// <exception cref="Errors.ServingException">There is none, or it cannot be had.</exception>
    Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob. Reading fails where it has another size or digest than promised: at the latest at its end, so nothing
    /// that was read counts before the end was read.
    /// </summary>
    /// <exception cref="Errors.ServingException">There is none, or it cannot be had.</exception>
    Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken);
}
