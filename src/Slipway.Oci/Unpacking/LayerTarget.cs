namespace Slipway.Oci.Unpacking;

/// <summary>
/// The file system of an image, or one folder of it, to which layers are added one above the other (OCI image
/// specification, <em>Applying Changesets</em>): a file takes the place of one below it, a whiteout removes what is below.
/// </summary>
/// <param name="folder">Where it goes; empty.</param>
/// <param name="what">For messages.</param>
/// <param name="only">The folder of the image that is taken, as <c>models</c>; null for all.</param>
/// <param name="limits">Of all layers together, those parts that are passed over included.</param>
internal sealed class LayerTarget(string folder, string what, string? only, ArchiveLimits limits)
    : ArchiveTarget(folder, what, limits)
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const string OtherMarks = ".wh..wh.";

    // What this layer has put there: its own whiteouts are for what is below.
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    // A second mark of the same removes nothing more, and looking for it would cost all that is there.
    private readonly HashSet<string> _marks = new(StringComparer.Ordinal);

    /// <summary>What comes now is above all that came so far.</summary>
    public void BeginLayer()
    {
        _own.Clear();
        _marks.Clear();
    }

    // A name with ".." is never of no interest.
    private protected override bool PassesOver(string relative) =>
        only is not null
        && relative != only
        && relative != Opaque
        && relative != Whiteout + only
        && !relative.StartsWith(only + "/", StringComparison.Ordinal)
        && !relative.StartsWith('/')
        && !relative.Split('/').Contains("..");

    private protected override string? Place(string relative, bool isFolder)
    {
        // The folder itself is gone, with what is below.
        if (only is not null && (relative == Opaque || relative == Whiteout + only))
        {
            Apply("", Opaque);
            return null;
        }

        var inside =
            only is null ? relative
            : relative == only ? ""
            : relative[(only.Length + 1)..];
        if (inside.Length == 0)
            return isFolder ? null : throw Invalid($"has '{only}' as a file");

        var slash = inside.LastIndexOf('/');
        var (parent, name) = (inside[..Math.Max(slash, 0)], inside[(slash + 1)..]);
        if (name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            Apply(parent, name);
            return null;
        }

        var path = Below(inside);
        if (File.Exists(path) || (!isFolder && Directory.Exists(path)))
            Remove(inside, path);
        _own.Add(inside);
        return path;
    }

    private void Apply(string parent, string name)
    {
        if (!_marks.Add($"{parent}/{name}"))
            return;
        var path = Below(parent);
        if (name == Opaque)
        {
            if (Directory.Exists(path))
                Clear(parent, path);
            return;
        }

        // Marks of one file system's own.
        if (name.StartsWith(OtherMarks, StringComparison.Ordinal))
            return;
        var gone = name[Whiteout.Length..];
        if (!EntryNames.IsSafe(gone))
            throw Invalid($"removes '{EntryNames.Printable(gone)}', which is no name");
        var inside = parent.Length > 0 ? $"{parent}/{gone}" : gone;
        Remove(inside, Below(inside));
    }

    private void Remove(string inside, string path)
    {
        if (Directory.Exists(path))
        {
            Clear(inside, path);
            if (!_own.Contains(inside) && !Directory.EnumerateFileSystemEntries(path).Any())
                Directory.Delete(path);
        }
        else if (!_own.Contains(inside))
        {
            File.Delete(path);
        }
    }

    private void Clear(string inside, string path)
    {
        foreach (var child in Directory.EnumerateFileSystemEntries(path).ToArray())
        {
            var name = Path.GetFileName(child);
            Remove(inside.Length > 0 ? $"{inside}/{name}" : name, child);
        }
    }
}
