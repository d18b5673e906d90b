namespace Slipway.Oci.Supply;

/// <summary>
/// The packages of a published server: what its publish wrote into <c>components.json</c> beside it, since a program that
/// was compiled ahead of time says nothing of them itself, and what the <c>deps.json</c> of a program there says. Folders
/// below have programs of their own, and are read for themselves.
/// </summary>
public static class ServerInventory
{
    public const string FileName = "components.json";

    /// <summary>Each package once, ordered by name and version; empty where the folder says nothing.</summary>
    /// <exception cref="Errors.ServingException">What the folder says cannot be read.</exception>
    public static IReadOnlyList<SbomComponent> Read(string folder)
    {
        var packages = new HashSet<PublishedPackage>();
        var written = Path.Combine(folder, FileName);
        if (File.Exists(written))
            packages.UnionWith(SupplyJson.ReadFile(written, SupplyJson.Context.PublishedComponents).Packages);
        foreach (var file in Directory.EnumerateFiles(folder, DependencyManifest.Pattern))
            packages.UnionWith(Packages(DependencyManifest.Read(file)));

        return
        [
            .. packages
                .OrderBy(package => package.Name, StringComparer.Ordinal)
                .ThenBy(package => package.Version, StringComparer.Ordinal)
                .Select(package => new SbomComponent(package.Name, package.Version)
                {
                    PackageUrl = PackageUrl.NuGet(package.Name, package.Version),
                }),
        ];
    }

    // "Name/Version", of a package or of the runtime that a program brings along. Projects are the program itself.
    private static IEnumerable<PublishedPackage> Packages(DependencyManifest manifest)
    {
        foreach (var (key, library) in manifest.Libraries)
        {
            if (
                library.Type is not (DependencyLibrary.Package or DependencyLibrary.RuntimePack)
                || key.Split('/') is not [var name, var version]
            )
                continue;
            if (name.StartsWith(DependencyLibrary.RuntimePackPrefix, StringComparison.Ordinal))
                name = name[DependencyLibrary.RuntimePackPrefix.Length..];
            yield return new(name, version);
        }
    }
}

/// <summary>What the publish of a server writes.</summary>
internal sealed record PublishedComponents
{
    public required IReadOnlyList<PublishedPackage> Packages { get; init; }
}

internal sealed record PublishedPackage(string Name, string Version);
