namespace Slipway.Oci.Registries.Authentication;

/// <summary>Knows who this is to registries. Thread-safe.</summary>
public interface IRegistryCredentials
{
    /// <summary>For a repository of a registry; null to go without.</summary>
    /// <exception cref="Errors.ServingException">A file or a program that should know cannot be read or run.</exception>
    Task<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken);
}
