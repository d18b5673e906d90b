using System.Security.Cryptography;
using System.Text;
using Slipway.Gateway.Access;
using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Control;

/// <summary>
/// By what an operator is known: the token in a file, read again when it changes. As long as there is no file, or it is empty, nobody
/// is let in: a secret may come after its pod. Thread-safe.
/// </summary>
internal sealed class ControlToken
{
    private const string Bearer = "Bearer ";
    private const int LongestToken = 16 << 10;

    // The digest, so that the time of a comparison tells nothing, not even the length.
    private readonly WatchedFiles<byte[]> _digest;

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public ControlToken(string file, TimeProvider time, ILogger<ControlToken> log) =>
        _digest = new WatchedFiles<byte[]>(
            [file],
            () => Read(file),
            digest => log.KeysRead(file, digest.Length == 0 ? 0 : 1),
            failure => log.KeysNotRead(failure, file),
            time
        );

    /// <param name="authorization">The header; empty where there is none.</param>
    public bool Admits(string authorization)
    {
        var known = _digest.Current;
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && known.Length > 0
            && CryptographicOperations.FixedTimeEquals(known, Digest(authorization[Bearer.Length..].Trim()));
    }

    private static byte[] Read(string file)
    {
        if (!File.Exists(file))
            return [];
        using var stream = File.OpenRead(file);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new char[LongestToken];
        var token = new string(text, 0, reader.ReadBlock(text)).Trim();
        return token.Length == 0 ? [] : Digest(token);
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
