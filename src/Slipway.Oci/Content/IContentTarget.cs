namespace Slipway.Oci.Content;

/// <summary>Where manifests and blobs go. Nothing is half-written, whatever fails. Thread-safe.</summary>
public interface IContentTarget
{
    /// <summary>For people and errors.</summary>
    string Name { get; }

    Task<bool> HasAsync(Descriptor content, CancellationToken cancellationToken);

    /// <summary>Adds a blob; what is there already is not asked for.</summary>
    /// <param name="content">What it is.</param>
    /// <param name="open">Opens it from the beginning; called again where a transfer starts anew.</param>
    /// <param name="progress">Told how many bytes have arrived in all; goes back where a transfer starts anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">It is not what the descriptor promises, or it cannot be written.</exception>
    Task AddAsync(
        Descriptor content,
        Func<CancellationToken, Task<Stream>> open,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    );

    /// <summary>Adds a manifest or an index, after everything that it points at; <paramref name="tag"/> names it then.</summary>
    Task AddManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellationToken);
}
