namespace Slipway.Oci.Artifacts;

/// <summary>
/// The folder that a model is pulled to. What is not there is put there by one rename. What is there, as a mounted volume
/// may be, keeps its place, and its files are exchanged when the new ones are ready.
/// </summary>
internal sealed class TargetFolder
{
    private readonly bool _isThere;
    private readonly bool _replace;
    private bool _isFilled;

    private TargetFolder(string path, bool replace)
    {
        (Path, _replace, _isThere) = (path, replace, Directory.Exists(path));
        var id = $".slipway-{Guid.NewGuid():N}";
        Staging = System.IO.Path.Combine(_isThere ? path : System.IO.Path.GetDirectoryName(path)!, id);
    }

    public string Path { get; }

    /// <summary>For what is on its way; on the same disk, made by whoever uses it.</summary>
    public string Staging { get; }

    /// <exception cref="Errors.ServingException">Something is there that may not be replaced.</exception>
    public static TargetFolder Open(string folder, bool replace)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (File.Exists(path) || System.IO.Path.GetDirectoryName(path) is null)
            throw OciErrors.Invalid("target-exists", $"'{path}' can be no model's folder. Name another.");
        var target = new TargetFolder(path, replace);
        target.CheckFree();
        return target;
    }

    /// <summary>Puts the files there that are in <paramref name="files"/>.</summary>
    public void Fill(string files)
    {
        if (!_isThere)
        {
            Directory.Move(files, Path);
            return;
        }

        // Meanwhile somebody may have put something there.
        CheckFree();
        var old = Directory.CreateDirectory(Old).FullName;
        var placed = Directory.EnumerateFileSystemEntries(files).Select(System.IO.Path.GetFileName).ToHashSet();
        var isEmptied = false;
        try
        {
            MoveAll(Path, old);
            isEmptied = true;
            MoveAll(files, Path);
            _isFilled = true;
        }
        catch
        {
            // Until the old ones are all away, none of the new is there.
            if (isEmptied)
                MoveAll(Path, files, entry => placed.Contains(entry));
            MoveAll(old, Path);
            throw;
        }
    }

    /// <summary>Removes what is left over, but never the only copy of what was there before.</summary>
    public void Clean()
    {
        if (!Directory.Exists(Staging))
            return;
        if (!_isFilled && Directory.Exists(Old) && Directory.EnumerateFileSystemEntries(Old).Any())
        {
            throw OciErrors.Invalid(
                "target-exists",
                $"What was in '{Path}' could not be put back, and is in '{Old}' now. Nothing of it is lost; move it back by hand."
            );
        }

        Directory.Delete(Staging, recursive: true);
    }

    private void CheckFree()
    {
        if (!_replace && _isThere && Others(Path).Any())
        {
            throw OciErrors.Invalid(
                "target-exists",
                $"The folder '{Path}' is there and holds something. Name another, or replace what is in it with --force."
            );
        }
    }

    private IEnumerable<string> Others(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Where(entry => entry != Staging);

    private string Old => System.IO.Path.Combine(Staging, "old");

    private void MoveAll(string from, string to, Func<string?, bool>? isMeant = null)
    {
        foreach (var entry in Others(from).ToArray())
        {
            if (isMeant?.Invoke(System.IO.Path.GetFileName(entry)) == false)
                continue;
            var target = System.IO.Path.Combine(to, System.IO.Path.GetFileName(entry));
            if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
                Directory.Move(entry, target);
            else
                File.Move(entry, target);
        }
    }
}
