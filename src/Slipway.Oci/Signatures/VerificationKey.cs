using System.Security.Cryptography;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>A public key, ECDSA over P-256, against which signatures are checked. Thread-safe.</summary>
public sealed class VerificationKey
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const long LargestFile = 64 << 10;

    private readonly byte[] _info;

    private VerificationKey(byte[] info) => _info = info;

    /// <summary>A name for people: the digest of the key as it is in its file.</summary>
    public string Fingerprint => Digest.Of(_info).ToString();

    /// <summary>Reads what <c>cosign.pub</c> and <c>openssl</c> have: a SubjectPublicKeyInfo in PEM.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="name">The file, for errors.</param>
    /// <exception cref="Errors.ServingException">It is no such key.</exception>
    public static VerificationKey Parse(string text, string name)
    {
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw Wrong(name, "holds a private key; name the public one, which ends in .pub.");

        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw Wrong(name, "is no public ECDSA key in PEM (BEGIN PUBLIC KEY).", e);
        }

        return Of(key, name);
    }

    /// <exception cref="Errors.ServingException">It cannot be read, or is no such key.</exception>
    public static VerificationKey ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                throw Wrong(path, "is too large for a key.");
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"cannot be read: {e.Message}", e);
        }
    }

    internal static VerificationKey Of(ECDsa key, string name) =>
        key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 }
            ? new VerificationKey(key.ExportSubjectPublicKeyInfo())
            : throw Wrong(
                name,
                "is of another curve than P-256, which is the one that signatures of images have here."
            );

    /// <summary>As it is in its file.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", _info) + "\n";

    /// <summary>Whether <paramref name="signature"/>, in DER, is by this key over SHA-256 of <paramref name="content"/>.</summary>
    internal bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        // An ECDsa is not for several threads; making one costs little beside reading what is signed.
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_info, out _);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static Errors.ServingException Wrong(string name, string problem, Exception? inner = null) =>
        OciErrors.Invalid("signing-key", $"'{name}' {problem}", inner);
}
