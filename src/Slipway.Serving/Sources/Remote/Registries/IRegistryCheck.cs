using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Registries;

namespace Slipway.Serving.Sources.Remote.Registries;

/// <summary>Decides whether a model from a registry may be served. Thread-safe.</summary>
public interface IRegistryCheck
{
    /// <summary>
    /// What tells its decisions from those of other checks, as the keys that it trusts. Models that another check let pass
    /// are not taken from the disk.
    /// </summary>
    string Key { get; }

    /// <summary>
    /// Returns where the model may be served. Called when its manifest is known and nothing else was fetched; of an image
    /// for several platforms, <see cref="StoredModel.Root"/> is the index.
    /// </summary>
    /// <exception cref="ServingException">It may not, with the reason.</exception>
    Task CheckAsync(RegistryRepository repository, StoredModel model, CancellationToken cancellationToken);
}
