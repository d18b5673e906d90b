using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Errors;

namespace Slipway.Serving.Imports;

/// <summary>Folders of imported models, by key. A folder appears by one rename, whole, and is never changed.</summary>
internal sealed class ImportCache
{
    private readonly string _root;

    private ImportCache(string root)
    {
        _root = root;
    }

    /// <summary>Opens the cache in a folder; in a temporary one where none was asked for and the usual cannot be written.</summary>
    /// <exception cref="ServingException">The folder that was asked for cannot be written.</exception>
    public static ImportCache Open(string? folder, ILogger log)
    {
        var root = folder ?? Usual();
        try
        {
            Directory.CreateDirectory(root);
            // Made and removed: that is how to learn whether it can be written.
            var cache = new ImportCache(Path.GetFullPath(root));
            Delete(cache.NewStaging());
            return cache;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (folder is not null)
            {
                throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"The cache folder '{folder}' cannot be used: {e.Message} Name another with --cache-dir.",
                    e
                )
                {
                    Reason = "cache-unusable",
                };
            }

            log.NoImportCache(root, e.Message);
            return new ImportCache(Directory.CreateTempSubdirectory("slipway-imports-").FullName);
        }
    }

    /// <summary>Changes with the program, so that a newer one imports anew.</summary>
    public static string Stamp(string program)
    {
        var file = new FileInfo(program);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }

    public string? Find(string key)
    {
        var folder = Path.Combine(_root, key);
        return Directory.Exists(folder) ? folder : null;
    }

    public string NewStaging() =>
        Directory.CreateDirectory(Path.Combine(_root, $"staging-{Guid.NewGuid():N}")).FullName;

    /// <summary>Puts a staged folder in place; another that got there first stays.</summary>
    public string Keep(string key, string staging)
    {
        var folder = Path.Combine(_root, key);
        try
        {
            Directory.Move(staging, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Delete(staging);
        }

        return folder;
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone, then.
        }
    }

    private static string Usual() =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "slipway",
            "imports"
        );
}
