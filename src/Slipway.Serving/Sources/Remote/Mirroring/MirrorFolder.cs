using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Oci.Caching;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// The folder of one location's mirror, held by one process at a time:
/// <code>
/// lock       held as long as the process lives
/// content/   what is served: a folder per unit, each put there or exchanged in one step
/// staging/   units being put together; emptied at every start
/// partial/   objects on their way, with how far they have come
/// </code>
/// A process that is killed at any moment leaves in <c>content</c> the old folder or the new one.
/// </summary>
internal sealed class MirrorFolder : IDisposable
{
    private const int Slots = 64;
    private const string OldPrefix = "old-";

    private readonly FileStream _lock;
    private readonly bool _isTemporary;
    private readonly string _root;

    private MirrorFolder(string root, FileStream held, bool isTemporary)
    {
        (_root, _lock, _isTemporary) = (root, held, isTemporary);
        foreach (var folder in (string[])[Content, Staging, Partial])
        {
            Directory.CreateDirectory(folder);
        }

        Recover();
    }

    /// <summary>What the directory source reads.</summary>
    public string Content => Path.Combine(_root, "content");

    public string Root => _root;

    /// <summary>
    /// The unit that is the whole location, as it was at the last look of any process; null for a repository.
    /// </summary>
    public string? Single
    {
        get => File.Exists(SingleFile) ? File.ReadAllText(SingleFile) : null;
        set
        {
            if (value == Single)
                return;
            File.Delete(SingleFile);
            if (value is null)
                return;
            File.WriteAllText(SingleFile + ".new", value);
            File.Move(SingleFile + ".new", SingleFile);
        }
    }

    private string SingleFile => Path.Combine(_root, "single");

    private string Staging => Path.Combine(_root, "staging");

    private string Partial => Path.Combine(_root, "partial");

    /// <summary>
    /// Opens the mirror of a location; where another process holds it, a further one of the same location.
    /// </summary>
    /// <exception cref="ServingException">No folder can be written.</exception>
    public static MirrorFolder Open(RemoteLocation location, string key, RemoteSourceOptions options, ILogger log)
    {
        var parent = options.CacheDirectory ?? DefaultParent(options);
        var name = NameFor(location, key);
        try
        {
            return OpenIn(Path.GetFullPath(parent), name, isTemporary: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && options.CacheDirectory is null)
        {
            log.NoCache(parent, e.Message);
            return OpenIn(Directory.CreateTempSubdirectory("slipway-").FullName, name, isTemporary: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The cache folder '{parent}' cannot be used: {e.Message} Name another with --cache-dir.",
                e
            )
            {
                Reason = "cache-unusable",
            };
        }
    }

    public string FolderOf(string unit) => Path.Combine(Content, unit);

    public IEnumerable<string> Units() =>
        Directory.EnumerateDirectories(Content).Select(folder => Path.GetFileName(folder));

    /// <summary>What a unit's folder was made from; null where it is not there, or files of it are missing.</summary>
    public MirrorManifest? ManifestOf(string unit) => MirrorManifest.Read(FolderOf(unit));

    /// <summary>Whether a file of a unit is there, with as many bytes as it should have.</summary>
    public bool Has(string unit, MirroredFile file) =>
        new FileInfo(Path.Combine(FolderOf(unit), file.Path)) is { Exists: true } info
        && info.Length == (file.Size ?? info.Length);

    public string NewStaging() =>
        Directory.CreateDirectory(Path.Combine(Staging, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Where an object is downloaded to.</summary>
    public string PartialOf(string key) => Path.Combine(Partial, Hash(key));

    /// <summary>Puts a unit in place: by one rename, or by one exchange where there is an older one.</summary>
    public void Place(string unit, string staged)
    {
        var target = FolderOf(unit);
        if (!Directory.Exists(target))
        {
            Directory.Move(staged, target);
        }
        else if (!NativeFiles.TryExchange(staged, target))
        {
            // Two steps, where nothing better is to be had; a start that finds the second undone undoes the first.
            var old = Path.Combine(Staging, OldPrefix + unit);
            Delete(old);
            Directory.Move(target, old);
            Directory.Move(staged, target);
        }

        NativeFiles.Sync(Content);
        NativeFiles.Sync(Staging);
    }

    public void Remove(string unit)
    {
        var gone = Path.Combine(Staging, Guid.NewGuid().ToString("N"));
        Directory.Move(FolderOf(unit), gone);
        NativeFiles.Sync(Content);
    }

    /// <summary>Deletes what is staged and in nobody's hands, and partial objects that nobody wants any more.</summary>
    public void Clean(IReadOnlySet<string> stagedInUse, IReadOnlySet<string> wantedPartials)
    {
        foreach (var folder in Directory.EnumerateDirectories(Staging).Where(folder => !stagedInUse.Contains(folder)))
        {
            Delete(folder);
        }

        foreach (var file in Directory.EnumerateFiles(Partial))
        {
            if (!wantedPartials.Contains(Path.Combine(Partial, Path.GetFileName(file).Split('.')[0])))
                File.Delete(file);
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (_isTemporary)
            Delete(Path.GetDirectoryName(_root)!);
    }

    private static MirrorFolder OpenIn(string parent, string name, bool isTemporary)
    {
        IOException? taken = null;
        for (var slot = 1; slot <= Slots; slot++)
        {
            var root = Path.Combine(parent, slot == 1 ? name : $"{name}-{slot}");
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(root);
            else
                Directory.CreateDirectory(
                    root,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            var file = Path.Combine(root, "lock");
            FileStream held;
            try
            {
                held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(file) && e.GetType() == typeof(IOException))
            {
                taken = e;
                continue;
            }

            try
            {
                return new MirrorFolder(root, held, isTemporary);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        throw taken!;
    }

    private void Recover()
    {
        foreach (var old in Directory.EnumerateDirectories(Staging, OldPrefix + "*"))
        {
            var target = FolderOf(Path.GetFileName(old)[OldPrefix.Length..]);
            if (!Directory.Exists(target))
                Directory.Move(old, target);
        }

        foreach (var folder in Directory.EnumerateDirectories(Staging))
        {
            Delete(folder);
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that the engine still has open, on Windows; the next start deletes it.
        }
    }

    private static string DefaultParent(RemoteSourceOptions options)
    {
        var cache =
            options.Environment("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
                ? given
                : Path.Combine(
                    Environment.GetFolderPath(
                        Environment.SpecialFolder.UserProfile,
                        Environment.SpecialFolderOption.DoNotVerify
                    ),
                    ".cache"
                );
        return Path.Combine(cache, "slipway");
    }

    private static string NameFor(RemoteLocation location, string key)
    {
        var readable = string.Concat(
            location.LastSegment.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)
        );
        return $"{(readable.Length > 0 ? readable : "mirror")}-{Hash($"{location.Kind} {key}")[..12]}";
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
