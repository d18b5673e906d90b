using System.IO.Compression;

namespace Slipway.Cli.Imports;

/// <summary>A file of numpy arrays: <c>.npz</c> by name, or one <c>.npy</c> without.</summary>
internal static class NumpyArchive
{
    private const long MostBytes = 2L << 30;

    /// <exception cref="CliException">It is none, or larger than can be read.</exception>
    public static Dictionary<string, NumpyArray> Read(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var arrays = new Dictionary<string, NumpyArray>();
            foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                arrays[entry.FullName[..^4]] = NumpyArray.Parse(Bytes(entry), $"{entry.FullName} in {path}");
            }

            return arrays;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{path} cannot be read as a file of numpy arrays (.npz): {e.Message}", e);
        }
    }

    // The declared length is checked by the reader: an entry that is longer than it says ends early.
    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        if (entry.Length > MostBytes)
            throw new InvalidDataException($"{entry.FullName} has {entry.Length >> 20} MB.");
        var bytes = new byte[entry.Length];
        using var content = entry.Open();
        content.ReadExactly(bytes);
        return bytes;
    }
}
