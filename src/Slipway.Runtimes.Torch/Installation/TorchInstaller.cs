using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Installation;

/// <summary>
/// Puts libtorch into the user's cache, once: from packages that are on this machine already, or else through NuGet from
/// the sources that the user has configured. Every file is held to its hash, and the folder appears by one rename, so that
/// half of it is never used. Processes that come meanwhile wait.
/// </summary>
public static class TorchInstaller
{
    /// <summary>Where the libraries are, or will be.</summary>
    public static string Folder => LibraryFolder.Current;

    /// <summary>The version that is installed, for people.</summary>
    public static string Version => LibTorch.Version;

    /// <summary>What it takes on disk.</summary>
    public static long TotalBytes => LibTorch.TotalBytes;

    /// <summary>True where something was installed; false where all was there.</summary>
    /// <exception cref="ServingException">It cannot be had; the message says what to do.</exception>
    public static async Task<bool> EnsureAsync(TorchInstallOptions options, CancellationToken cancellationToken)
    {
        if (!LibTorch.IsSupported)
            throw InstallErrors.Unsupported();
        var folder = LibraryFolder.Current;
        if (LibraryFolder.Missing(folder) is { } missing)
        {
            if (LibraryFolder.IsNamed)
                throw InstallErrors.NamedFolderIncomplete(folder, missing);
            try
            {
                await InstallAsync(folder, options, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw InstallErrors.Unwritable(LibraryFolder.Root, error);
            }

            return true;
        }

        TryPatch(folder);
        return false;
    }

    private static async Task InstallAsync(
        string folder,
        TorchInstallOptions options,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(LibraryFolder.Root);
        using var held = await InstallLock
            .AcquireAsync(LibraryFolder.Root, options.Waiting, cancellationToken)
            .ConfigureAwait(false);
        if (LibraryFolder.Missing(folder) is null)
            return;

        // What is left of processes that were ended: whoever holds the lock is the only one that stages.
        foreach (var left in Directory.EnumerateDirectories(LibraryFolder.Root, "staging-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        options.Started?.Invoke();
        var staging = Directory
            .CreateDirectory(Path.Combine(LibraryFolder.Root, $"staging-{Guid.NewGuid():N}"))
            .FullName;
        try
        {
            var packages = GlobalPackages.Have(LibTorch.Files)
                ? GlobalPackages.Folder
                : await PackageRestore.RunAsync(staging, options, cancellationToken).ConfigureAwait(false);
            var target = Directory.CreateDirectory(Path.Combine(staging, "libraries")).FullName;
            foreach (var file in LibTorch.Files)
            {
                await CopyAsync(file, packages, target, cancellationToken).ConfigureAwait(false);
            }

            BindingPatch.Apply(target);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(target, folder);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task CopyAsync(
        NativeFile file,
        string packages,
        string target,
        CancellationToken cancellationToken
    )
    {
        var source = Path.Combine(packages, file.Package, file.PackageVersion, file.PathInPackage);
        if (!File.Exists(source))
            throw InstallErrors.Incomplete(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        await using (var input = File.OpenRead(source))
        await using (var output = File.Create(Path.Combine(target, file.Name)))
        {
            while (await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            throw InstallErrors.WrongHash(file);
    }

    // The same cache may have been filled on a newer system. Where it cannot be written, loading says what is wrong.
    private static void TryPatch(string folder)
    {
        try
        {
            BindingPatch.Apply(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // It stays as it is.
        }
    }
}
