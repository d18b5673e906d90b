using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A file in memory that a worker made and maps. Where it is sealed against getting shorter it is mapped here too, and
/// copied from and to as any memory; else it is read and written through its descriptor. Neither can crash the server,
/// whatever the worker does to the file (adr/0007, adr/0016). For one caller.
/// </summary>
internal sealed class SharedRegion : IDisposable
{
    private const long Least = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly bool _isMappable;
    private MappedFile? _mapping;
    private long _length;

    private SharedRegion(SafeFileHandle file)
    {
        _file = file;
        _length = RandomAccess.GetLength(file);
        _isMappable = MappedFile.IsSafe(file);
    }

    /// <summary>Opens what a worker has named, where that is one of its own.</summary>
    /// <exception cref="WorkerException">It is none.</exception>
    public static SharedRegion Open(string path, int worker, string folder)
    {
        var ofProcess = string.Create(CultureInfo.InvariantCulture, $"/proc/{worker}/fd/");
        var isOwn =
            (path.StartsWith(ofProcess, StringComparison.Ordinal) && path.AsSpan(ofProcess.Length).IndexOf('/') < 0)
            || Path.GetDirectoryName(path) == folder;
        if (!isOwn)
            throw new WorkerException($"it named the region '{path}', which is not its own.");
        try
        {
            return new SharedRegion(
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkerException($"its region '{path}' cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>Makes room for so many bytes, in steps that double so that the worker seldom maps anew.</summary>
    /// <exception cref="IOException">There is no memory for it.</exception>
    public void Reserve(long length)
    {
        if (length <= _length)
            return;
        var larger = Math.Max(Least, _length);
        while (larger < length)
        {
            larger *= 2;
        }

        if (_isMappable)
            MappedFile.Allocate(_file, larger);
        else
            RandomAccess.SetLength(_file, larger);
        _length = larger;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (Map(offset + bytes.Length) is { } mapping)
            bytes.CopyTo(mapping.Span(offset, bytes.Length));
        else
            RandomAccess.Write(_file, bytes, offset);
    }

    /// <exception cref="WorkerException">There are fewer.</exception>
    public void Read(Span<byte> bytes, long offset)
    {
        if (Map(offset + bytes.Length) is { } mapping)
        {
            mapping.Span(offset, bytes.Length).CopyTo(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
                throw new WorkerException("its message speaks of memory that is not there.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Whether there are so many bytes from there on.</summary>
    public bool Has(long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= RandomAccess.GetLength(_file) - length;

    public void Dispose()
    {
        _mapping?.Dispose();
        _file.Dispose();
    }

    // The mapping, of at least so many bytes; null where there is none of the file, or it is shorter.
    private MappedFile? Map(long end)
    {
        if (!_isMappable || end <= (_mapping?.Length ?? 0))
            return _isMappable ? _mapping : null;
        var length = RandomAccess.GetLength(_file);
        if (length < end)
            return null;
        _mapping?.Dispose();
        _mapping = MappedFile.Map(_file, length);
        return _mapping;
    }
}
