using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway.Oci.Content;

/// <summary>
/// The name of a content by its hash: <c>sha256:</c> and 64 hexadecimal digits, or <c>sha512:</c> and 128 (OCI image
/// specification, <em>Digests</em>). Other algorithms are not registered there, and are refused. Ours are SHA-256.
/// </summary>
public sealed record Digest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private Digest(string algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    public string Algorithm { get; }

    /// <summary>Small letters.</summary>
    public string Hex { get; }

    /// <summary>The first twelve digits, for people.</summary>
    public string Short => Hex[..12];

    /// <summary>The digest of these bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => OfHash(SHA256.HashData(content));

    /// <summary>The digest of everything that the stream still has.</summary>
    public static async Task<Digest> OfAsync(Stream content, CancellationToken cancellationToken) =>
        OfHash(await SHA256.HashDataAsync(content, cancellationToken));

    /// <param name="hash">A SHA-256, 32 bytes.</param>
    public static Digest OfHash(ReadOnlySpan<byte> hash) => new(Sha256, Convert.ToHexStringLower(hash));

    /// <exception cref="Errors.ServingException">It is no digest, or of an algorithm that is not known.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw OciErrors.Invalid(
                "digest",
                $"'{text}' is no digest: that is sha256: and 64 hexadecimal digits in small letters, or sha512: and 128."
            );

    public static bool TryParse(string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        if (text?.IndexOf(':') is not (> 0 and var colon))
            return false;

        var (algorithm, hex) = (text[..colon], text[(colon + 1)..]);
        var length = algorithm switch
        {
            Sha256 => 64,
            Sha512 => 128,
            _ => -1,
        };
        if (hex.Length != length || hex.AsSpan().ContainsAnyExcept(HexDigits))
            return false;

        digest = new Digest(algorithm, hex);
        return true;
    }

    /// <summary>A hash to feed with what has this digest.</summary>
    public IncrementalHash CreateHash() =>
        IncrementalHash.CreateHash(Algorithm == Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    /// <summary>Whether it is the digest of what <paramref name="hash"/> was fed with; the hash starts anew.</summary>
    public bool Matches(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.ToHexStringLower(bytes[..hash.GetHashAndReset(bytes)]) == Hex;
    }

    /// <summary>
    /// What stands for it in tags, which hold no colon: those of referrers where a registry lists none, and those of
    /// signatures. At most 64 digits, as the distribution specification says.
    /// </summary>
    internal string AsTag => $"{Algorithm}-{Hex[..Math.Min(Hex.Length, 64)]}";

    public override string ToString() => $"{Algorithm}:{Hex}";
}
