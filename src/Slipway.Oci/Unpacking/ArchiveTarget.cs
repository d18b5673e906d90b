using Slipway.Errors;

namespace Slipway.Oci.Unpacking;

/// <summary>
/// The folder that an archive is unpacked into. Nothing is written outside it, over anything, or beyond the limits;
/// links, devices and pipes are not made at all. What is in the folder after a failure is of no use.
/// </summary>
/// <param name="folder">Nobody else writes there, and no link is in it.</param>
/// <param name="what">What is unpacked, as the beginning of a sentence: <c>The archive 'a.tar'</c>.</param>
/// <param name="limits">What it may hold.</param>
public class ArchiveTarget(string folder, string what, ArchiveLimits limits)
{
    /// <summary>What deflate makes of real weights is far below it, and at most 1,032.</summary>
    private const int LargestRatio = 200;

    /// <summary>Files of zeros so small are no bomb.</summary>
    private const long FreeBytes = 256L << 20;

    private readonly byte[] _buffer = new byte[128 << 10];
    private long _bytes;
    private int _entries;

    public ServingException Invalid(string problem, Exception? cause = null) =>
        UnpackingErrors.Create(
            UnpackingErrors.BadArchive,
            $"{what} {problem}. Pack the model's folder anew, with plain files and folders only.",
            cause
        );

    /// <exception cref="ServingException">There are too many.</exception>
    internal void CountEntry()
    {
        if (++_entries > limits.MaxEntries)
            throw Invalid($"has more than {limits.MaxEntries:N0} entries");
    }

    /// <exception cref="ServingException">The name leads elsewhere, or cannot be a folder.</exception>
    internal void AddFolder(string name)
    {
        if (PathOf(name, isFolder: true) is { } path)
            MakeFolder(path, name);
    }

    /// <summary>Writes a file of exactly <paramref name="length"/> bytes from <paramref name="content"/>.</summary>
    internal void AddFile(string name, Stream content, long length, CancellationToken cancellationToken)
    {
        if (PathOfFile(name, length) is not { } path)
        {
            Copy(name, content, length, Stream.Null, cancellationToken);
            return;
        }

        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        Copy(name, content, length, file, cancellationToken);
    }

    /// <summary>Lets a file of <paramref name="length"/> bytes be put there by somebody else.</summary>
    internal void AddFile(string name, long length, Action<string> place)
    {
        if (PathOfFile(name, length) is { } path)
            place(path);
        _bytes += length;
    }

    /// <summary>A link of either kind; a model has no use for one.</summary>
    internal void AddLink(string name)
    {
        if (!PassesOver(Plain(name)))
            throw Invalid($"holds the link '{EntryNames.Printable(name)}'");
    }

    /// <summary>A device, a pipe or what is not known.</summary>
    internal void AddSpecial(string name)
    {
        if (!PassesOver(Plain(name)))
            throw Invalid($"holds '{EntryNames.Printable(name)}', which is no file");
    }

    /// <summary>Whether an entry is of no interest here, whatever it is; its name was not looked at yet.</summary>
    private protected virtual bool PassesOver(string relative) => false;

    /// <summary>Where an entry goes whose name was found to be safe; null where it is no file or folder of its own.</summary>
    private protected virtual string? Place(string relative, bool isFolder) => Below(relative);

    private protected string Below(string relative) =>
        Path.Combine(folder, relative.Replace('/', Path.DirectorySeparatorChar));

    private static string Plain(string name)
    {
        var relative = name.TrimEnd('/');
        while (relative.StartsWith("./", StringComparison.Ordinal))
        {
            relative = relative[2..];
        }

        return relative;
    }

    private string? PathOfFile(string name, long length)
    {
        CheckSize(length);
        if (PathOf(name, isFolder: false) is not { } path)
            return null;
        MakeFolder(Path.GetDirectoryName(path)!, name);
        return Path.Exists(path) ? throw Invalid($"holds '{EntryNames.Printable(name)}' twice") : path;
    }

    private string? PathOf(string name, bool isFolder)
    {
        var relative = Plain(name);
        if (relative is "" or ".")
        {
            return isFolder ? null : throw Invalid($"has a file without a name ('{EntryNames.Printable(name)}')");
        }

        if (PassesOver(relative))
            return null;
        if (!EntryNames.IsSafe(relative))
            throw Unsafe(name);
        if (relative.AsSpan().Count('/') > limits.MaxDepth)
            throw Invalid($"holds '{EntryNames.Printable(name)}', more than {limits.MaxDepth} folders deep");
        return Place(relative, isFolder);
    }

    private void MakeFolder(string path, string name)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (IOException e) when (IsBelowFile(path))
        {
            throw Invalid($"holds '{EntryNames.Printable(name)}' below or in place of a file", e);
        }
    }

    private bool IsBelowFile(string? path)
    {
        for (; path is not null && path.Length > folder.Length; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
                return true;
        }

        return false;
    }

    private void Copy(string name, Stream content, long length, Stream target, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = content.Read(_buffer, 0, (int)Math.Min(_buffer.Length, length));
            if (read == 0)
                throw Invalid($"ends in the middle of '{EntryNames.Printable(name)}'");
            target.Write(_buffer, 0, read);
            length -= read;
            _bytes += read;
        }
    }

    // What is passed over takes its time, too.
    private void CheckSize(long length)
    {
        if (length > limits.MaxBytes - _bytes)
            throw TooLarge();
        if (limits.PackedBytes is { } packed && length > Math.Max(FreeBytes, packed * LargestRatio) - _bytes)
            throw Invalid($"unpacks to more than {LargestRatio} times its size");
    }

    private ServingException TooLarge() =>
        UnpackingErrors.Create(
            UnpackingErrors.TooLarge,
            $"{what} unpacks to more than {ByteSize.Of(limits.MaxBytes)}. Raise --max-model-bytes if that is meant."
        );

    private ServingException Unsafe(string name) =>
        UnpackingErrors.Create(
            UnpackingErrors.BadName,
            $"{what} holds '{EntryNames.Printable(name)}', a name that leads out of its folder or that no file here may "
                + "have; nothing of it was taken. Pack it anew with relative names."
        );
}
