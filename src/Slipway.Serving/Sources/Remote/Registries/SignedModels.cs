using Slipway.Oci.Artifacts;
using Slipway.Oci.Registries;
using Slipway.Oci.Signatures;

namespace Slipway.Serving.Sources.Remote.Registries;

/// <summary>Lets models of registries be served that one of some keys signed. Thread-safe.</summary>
public sealed class SignedModels : IRegistryCheck
{
    private readonly SignaturePolicy _policy;

    private SignedModels(SignaturePolicy policy) => _policy = policy;

    public string Key => $"signed {_policy.Key}";

    /// <summary>Null, for all models, where there are no files.</summary>
    /// <param name="keys">Files of public keys.</param>
    /// <exception cref="Errors.ServingException">One cannot be read, or holds no public key.</exception>
    public static SignedModels? Read(IReadOnlyCollection<string> keys) =>
        SignaturePolicy.Read(keys) is { } policy ? new SignedModels(policy) : null;

    public Task CheckAsync(RegistryRepository repository, StoredModel model, CancellationToken cancellationToken) =>
        _policy.RequireAsync(repository, model.Root.Digest, model.Name, cancellationToken);
}
