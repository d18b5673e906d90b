using System.Security.Cryptography;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>A digest of a whole object.</summary>
internal sealed record Checksum(HashAlgorithmName Algorithm, string Hex)
{
    public static Checksum? FromBase64(HashAlgorithmName algorithm, string? text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return
            text is not null && Convert.TryFromBase64String(text, bytes, out var length) && length == SizeOf(algorithm)
            ? new Checksum(algorithm, Convert.ToHexStringLower(bytes[..length]))
            : null;
    }

    /// <summary>The digest of a file, as this one would have to be.</summary>
    public async Task<string> ComputeAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, true);
        using var hash = IncrementalHash.CreateHash(Algorithm);
        var buffer = new byte[1 << 17];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static int SizeOf(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.MD5 ? 16
        : algorithm == HashAlgorithmName.SHA512 ? 64
        : 32;
}
