using System.IO.Compression;
using System.Text;

namespace Slipway.Runtimes.Torch.Archives;

/// <summary>
/// A TorchScript file: a zip with the model's code as text, its weights, and a pickle of its objects. Opened to find out
/// what the model takes and whether the file is whole; nothing is extracted, and no pickle is executed here.
/// </summary>
internal sealed class ScriptArchive : IDisposable
{
    private const int MaxEntries = 1_000_000;
    private const long MaxInflatedEntry = 64L << 20;
    private const long MaxInflated = 512L << 20;
    private const int HeadBytes = 4096;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private ScriptArchive(ZipArchive zip)
    {
        _zip = zip;
    }

    /// <summary>Whether it has code: without, it is weights alone, or another kind of file.</summary>
    public bool HasCode => _entries.Keys.Any(name => name.StartsWith("code/", StringComparison.Ordinal));

    /// <summary>Whether it is what <c>torch.export</c> saves, and not TorchScript.</summary>
    public bool IsExportedProgram =>
        _entries.ContainsKey("archive_format") || _entries.ContainsKey("serialized_exported_program.json");

    /// <summary>Opens an archive and holds what it declares of itself to bounds.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or declares what no model is; in words for people.</exception>
    public static ScriptArchive Open(string path)
    {
        var zip = ZipFile.OpenRead(path);
        var archive = new ScriptArchive(zip);
        try
        {
            archive.ReadEntries();
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>The qualified name of the model's class (<c>__torch__.Net</c>), the first that the pickle names; null for none.</summary>
    public string? RootClass()
    {
        if (!_entries.TryGetValue("data.pkl", out var entry))
            return null;
        var head = new byte[HeadBytes];
        using var stream = entry.Open();
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return PickleHead.FirstGlobal(head.AsSpan(0, length));
    }

    /// <summary>The files of code, by their paths below <c>code/</c>.</summary>
    public IEnumerable<string> CodeFiles =>
        _entries
            .Keys.Where(name =>
                name.StartsWith("code/", StringComparison.Ordinal) && name.EndsWith(".py", StringComparison.Ordinal)
            )
            .Select(name => name["code/".Length..]);

    /// <summary>The text of a file of code below <c>code/</c>; null where there is none.</summary>
    public string? Code(string path)
    {
        if (!_entries.TryGetValue("code/" + path, out var entry))
            return null;
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads all of it and compares the checksums, which libtorch does not.</summary>
    /// <exception cref="InvalidDataException">An entry is not what was written.</exception>
    public void Verify(CancellationToken cancellationToken)
    {
        var buffer = new byte[256 << 10];
        foreach (var (name, entry) in _entries)
        {
            var (crc, left) = (new Crc32(), entry.Length);
            using var stream = entry.Open();
            for (int read; (read = stream.Read(buffer)) > 0; left -= read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (read > left)
                    break;
                crc.Append(buffer.AsSpan(0, read));
            }

            if (left != 0 || crc.Value != entry.Crc32)
                throw new InvalidDataException($"'{name}' in it is damaged: its checksum is another one.");
        }
    }

    public void Dispose() => _zip.Dispose();

    private void ReadEntries()
    {
        if (_zip.Entries.Count is 0 or > MaxEntries)
            throw new InvalidDataException($"it has {_zip.Entries.Count} entries.");
        // All lie in one folder, which has the name of the file as it was saved.
        var first = _zip.Entries[0].FullName;
        var prefix = first[..(first.IndexOf('/', StringComparison.Ordinal) + 1)];
        var inflated = 0L;
        foreach (var entry in _zip.Entries)
        {
            if (entry.Length > entry.CompressedLength)
            {
                inflated += entry.Length;
                if (entry.Length > MaxInflatedEntry || inflated > MaxInflated)
                {
                    throw new InvalidDataException(
                        $"'{entry.FullName}' in it grows from {entry.CompressedLength} to {entry.Length} bytes, which no "
                            + "model's does."
                    );
                }
            }

            if (entry.FullName.StartsWith(prefix, StringComparison.Ordinal))
                _entries[entry.FullName[prefix.Length..]] = entry;
        }
    }
}
