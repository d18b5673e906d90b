using System.Security.Cryptography;
using System.Text;

namespace Slipway.Gateway.Access;

/// <summary>The keys of a file, of which only the hashes are kept. Immutable.</summary>
internal sealed class ApiKeys
{
    private const int Shortest = 16;
    private const int LongestKey = 4096;

    private readonly (string Name, byte[] Hash)[] _keys;

    private ApiKeys((string, byte[])[] keys) => _keys = keys;

    public int Count => _keys.Length;

    /// <summary>Reads lines of <c>NAME: KEY</c>; empty ones and those that begin with <c>#</c> are passed over.</summary>
    /// <exception cref="InvalidDataException">All that is wrong, by line; never a key.</exception>
    public static ApiKeys Read(string path)
    {
        var keys = new List<(string, byte[])>();
        var problems = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, key) = colon < 0 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (name.Length == 0 || key.Length == 0)
                problems.Add($"line {number} is not 'NAME: KEY'");
            else if (key.Length is < Shortest or > LongestKey)
                problems.Add(
                    $"the key of '{name}' in line {number} has {key.Length} characters; {Shortest} to {LongestKey} are taken"
                );
            else
                keys.Add((name, Hash(key)));
        }

        if (keys.Count == 0 && problems.Count == 0)
            problems.Add("it has no keys");
        return problems.Count == 0
            ? new ApiKeys([.. keys])
            : throw new InvalidDataException(string.Join("; ", problems));
    }

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>
    /// Whose key it is; null for nobody's. Hashes of one length are compared to their end, and all of them, so that time tells
    /// nothing about a key.
    /// </summary>
    public string? Find(string key) => key.Length > LongestKey ? null : Find(Hash(key));

    /// <inheritdoc cref="Find(string)"/>
    public string? Find(ReadOnlySpan<byte> hash)
    {
        string? found = null;
        foreach (var (name, known) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
                found = name;
        }

        return found;
    }
}
