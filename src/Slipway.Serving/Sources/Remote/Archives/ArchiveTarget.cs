using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Archives;

/// <summary>
/// The folder that an archive is unpacked into. Nothing is written outside it, over anything, or beyond the limits;
/// links are not made at all.
/// </summary>
internal sealed class ArchiveTarget(string folder, string archive, ArchiveLimits limits)
{
    private long _bytes;
    private int _entries;

    /// <exception cref="ServingException">The name leads elsewhere, or there are too many.</exception>
    public void AddFolder(string name)
    {
        if (Resolve(name) is { } path)
            Directory.CreateDirectory(path);
    }

    /// <summary>Writes a file of at most <paramref name="length"/> bytes from <paramref name="content"/>.</summary>
    public void AddFile(string name, Stream content, long length, CancellationToken cancellationToken)
    {
        if (_bytes + length > limits.MaxBytes)
            throw TooLarge();
        if (Resolve(name) is not { } path)
            throw Invalid($"has a file without a name ('{FileNames.Printable(name)}')");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (Path.Exists(path))
            throw Invalid($"holds '{FileNames.Printable(name)}' twice");

        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        var buffer = new byte[128 << 10];
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = content.Read(buffer, 0, (int)Math.Min(buffer.Length, length));
            if (read == 0)
                throw Invalid($"ends in the middle of '{FileNames.Printable(name)}'");
            file.Write(buffer, 0, read);
            length -= read;
            _bytes += read;
        }
    }

    public ServingException Invalid(string problem, Exception? cause = null) =>
        RemoteException.Create(
            RemoteException.BadArchive,
            $"The archive '{archive}' {problem}. Pack the model's folder anew, with plain files and folders only.",
            cause
        );

    public ServingException TooLarge() =>
        RemoteException.Create(
            RemoteException.TooLarge,
            $"The archive '{archive}' unpacks to more than {ByteSize.Of(limits.MaxBytes)}. Raise --max-model-bytes if "
                + "that is meant."
        );

    public void CountEntry()
    {
        if (++_entries > limits.MaxEntries)
            throw Invalid($"has more than {limits.MaxEntries:N0} entries");
    }

    /// <summary>The place of an entry; null for the folder itself.</summary>
    private string? Resolve(string name)
    {
        var relative = name.TrimEnd('/');
        while (relative.StartsWith("./", StringComparison.Ordinal))
        {
            relative = relative[2..];
        }

        if (relative is "" or ".")
            return name.StartsWith('/') ? throw Unsafe(name) : null;
        if (!FileNames.IsSafe(relative))
            throw Unsafe(name);
        return Path.Combine(folder, relative.Replace('/', Path.DirectorySeparatorChar));
    }

    private ServingException Unsafe(string name) =>
        RemoteException.Create(
            RemoteException.BadName,
            $"The archive '{archive}' holds '{FileNames.Printable(name)}', a name that leads out of its folder or that "
                + "no file here may have; nothing of it was taken. Pack it anew with relative names."
        );
}
