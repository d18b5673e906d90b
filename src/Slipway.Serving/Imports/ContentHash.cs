using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Serving.Imports;

/// <summary>The SHA-256 of a file, or of a folder with its names, in hexadecimal digits.</summary>
internal static class ContentHash
{
    private const int BufferBytes = 1 << 20;

    /// <param name="salt">What else the result depends on.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string> OfAsync(string salt, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddText(hash, salt);
        if (File.Exists(path))
            await AddFileAsync(hash, Path.GetFileName(path), path, cancellationToken);
        foreach (var file in FilesIn(path))
        {
            await AddFileAsync(hash, Path.GetRelativePath(path, file), file, cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> FilesIn(string path) =>
        Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];

    private static async Task AddFileAsync(
        IncrementalHash hash,
        string name,
        string path,
        CancellationToken cancellationToken
    )
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        AddText(hash, name);
        AddNumber(hash, file.Length);
        var buffer = new byte[BufferBytes];
        while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    // With their lengths, so that what ends one cannot begin the next.
    private static void AddText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
