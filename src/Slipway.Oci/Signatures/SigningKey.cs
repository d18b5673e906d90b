using System.Security.Cryptography;

namespace Slipway.Oci.Signatures;

/// <summary>A private key, ECDSA over P-256. Not thread-safe.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key, string name)
    {
        _key = key;
        Public = VerificationKey.Of(key, name);
    }

    /// <summary>What others check its signatures with.</summary>
    public VerificationKey Public { get; }

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), "the new key");

    /// <summary>Reads a key in PKCS #8 or in SEC 1, in PEM; the first also where a passphrase protects it.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="name">The file, for errors.</param>
    /// <param name="passphrase">Asked for where it is needed.</param>
    /// <exception cref="Errors.ServingException">It is no such key, or the passphrase is wrong.</exception>
    public static SigningKey Parse(string text, string name, Func<string> passphrase) =>
        Import(
            name,
            key =>
            {
                if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal))
                    key.ImportFromEncryptedPem(text, passphrase());
                else
                    key.ImportFromPem(text);
            }
        );

    /// <summary>Reads a key in PKCS #8, unprotected, in DER.</summary>
    public static SigningKey ReadPkcs8(byte[] content, string name) =>
        Import(name, key => key.ImportPkcs8PrivateKey(content, out _));

    /// <summary>In PKCS #8, unprotected, in DER; the caller clears it.</summary>
    public byte[] ToPkcs8() => _key.ExportPkcs8PrivateKey();

    public void Dispose() => _key.Dispose();

    /// <summary>The signature in DER over SHA-256 of <paramref name="content"/>.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> content) =>
        _key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static SigningKey Import(string name, Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
            // Of a public key alone nothing is signed; say so now.
            key.ExportParameters(includePrivateParameters: true);
            return new SigningKey(key, name);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw OciErrors.Invalid(
                "signing-key",
                $"'{name}' cannot be read as a private ECDSA key of the curve P-256 (PKCS #8 in PEM), or the passphrase is wrong: "
                    + e.Message,
                e
            );
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
