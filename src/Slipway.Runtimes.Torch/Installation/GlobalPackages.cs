using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Installation;

/// <summary>NuGet's folder of packages of this user, which may have them for another project.</summary>
internal static class GlobalPackages
{
    public static string Folder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static bool Have(IEnumerable<NativeFile> files) =>
        files.All(file => File.Exists(Path.Combine(Folder, file.Package, file.PackageVersion, file.PathInPackage)));
}
