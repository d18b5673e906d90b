namespace Slipway.Oci.Layers;

/// <summary>
/// What a layer puts into the file system, by path. The order in which it was added does not matter; folders above
/// entries come by themselves. Not thread-safe.
/// </summary>
public sealed class LayerFiles
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>0644.</summary>
    public const UnixFileMode PlainFile = Readable | UnixFileMode.UserWrite;

    /// <summary>0755.</summary>
    public const UnixFileMode Program = PlainFile | Executable;

    // By ordinal order a folder comes before what is in it.
    private readonly SortedDictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Paths without a slash at either end, and what is there; folders above others first.</summary>
    public IReadOnlyDictionary<string, LayerEntry> Entries => _entries;

    public void AddFile(string path, ReadOnlyMemory<byte> content, UnixFileMode mode = PlainFile) =>
        Add(path, LayerEntryKind.File, mode, open: () => new MemoryStream(content.ToArray(), writable: false));

    /// <summary>A file whose content is that of <paramref name="source"/> when the layer is written; what is no file there is empty.</summary>
    public void AddFile(string path, FileInfo source, UnixFileMode mode = PlainFile) =>
        // A pipe has no length either, and opening it would wait for somebody who writes.
        Add(path, LayerEntryKind.File, mode, open: () => source.Length == 0 ? Stream.Null : source.OpenRead());

    public void AddFolder(string path, UnixFileMode mode = Program, int userId = 0, int groupId = 0) =>
        _entries[Clean(path)] = new LayerEntry
        {
            Kind = LayerEntryKind.Folder,
            Mode = mode,
            UserId = userId,
            GroupId = groupId,
        };

    public void AddLink(string path, string target) => Add(path, LayerEntryKind.Link, Program | AllWrite, target);

    /// <summary>
    /// All files under <paramref name="source"/>. Of their modes only counts whether they can be executed, and links
    /// inside stay links, so that the layer is the same wherever the folder was checked out.
    /// </summary>
    public void AddTree(string path, DirectoryInfo source)
    {
        AddFolder(path);
        foreach (var child in source.EnumerateFileSystemInfos())
        {
            var inside = $"{path}/{child.Name}";
            if (child.LinkTarget is { } target)
                AddLink(inside, target);
            else if (child is DirectoryInfo folder)
                AddTree(inside, folder);
            else if (child is FileInfo file)
                AddFile(inside, file, ModeOf(file));
        }
    }

    /// <summary>What the file at <paramref name="path"/> holds, from the beginning; null where it is none.</summary>
    public Stream? Open(string path) => _entries.GetValueOrDefault(path)?.Open?.Invoke();

    private static UnixFileMode AllWrite => UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static UnixFileMode ModeOf(FileInfo file) =>
        !OperatingSystem.IsWindows() && (file.UnixFileMode & Executable) != UnixFileMode.None ? Program : PlainFile;

    private static string Clean(string path)
    {
        var clean = path.Trim('/');
        if (clean.Length == 0 || clean.Split('/').Any(part => part is "" or "." or ".."))
            throw OciErrors.Invalid(
                "layer-path",
                $"'{path}' is no path in a layer: it has an empty part, '.' or '..'."
            );

        return clean;
    }

    private void Add(
        string path,
        LayerEntryKind kind,
        UnixFileMode mode,
        string? target = null,
        Func<Stream>? open = null
    )
    {
        var clean = Clean(path);
        for (var slash = clean.IndexOf('/'); slash >= 0; slash = clean.IndexOf('/', slash + 1))
        {
            if (!_entries.ContainsKey(clean[..slash]))
                AddFolder(clean[..slash]);
        }

        _entries[clean] = new LayerEntry
        {
            Kind = kind,
            Mode = mode,
            Target = target,
            Open = open,
        };
    }
}
