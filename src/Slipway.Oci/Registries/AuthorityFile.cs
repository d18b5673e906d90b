using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.Errors;

namespace Slipway.Oci.Registries;

/// <summary>A file of the certificates, in PEM, that sign those of registries.</summary>
public static class AuthorityFile
{
    /// <exception cref="ServingException">InvalidArgument: it cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Read(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0
                ? certificates
                : throw OciErrors.Invalid("ca-file", $"'{file}' holds no certificate in PEM (BEGIN CERTIFICATE).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw OciErrors.Invalid("ca-file", $"The certificates in '{file}' cannot be read: {e.Message}", e);
        }
    }
}
