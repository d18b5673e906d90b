using System.Text.RegularExpressions;

namespace Slipway.Oci.Images.Nano;

/// <summary>
/// The packages that <see cref="NanoBase"/> is made of, fetched by the machine's <c>apt-get</c>, which checks their signatures, and
/// kept in a folder.
/// </summary>
public sealed partial class PackageCache(string folder)
{
    // Debian's names, and those of releases with times of 64 bits on all architectures.
    private static readonly string[][] Wanted =
    [
        ["base-files"],
        ["ca-certificates"],
        ["libc6"],
        ["libgcc-s1"],
        ["libssl3", "libssl3t64"],
        ["libstdc++6"],
        ["zlib1g"],
    ];

    /// <summary>All packages for an architecture of Debian's, by name.</summary>
    /// <param name="architecture">As <c>amd64</c>.</param>
    /// <param name="versions">The versions that are wanted, by name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">One cannot be had, in this version or at all.</exception>
    public async Task<IReadOnlyList<DebianPackage>> GetAsync(
        string architecture,
        IReadOnlyDictionary<string, string> versions,
        CancellationToken cancellationToken
    )
    {
        foreach (var (name, version) in versions)
            Check(name, version);
        Directory.CreateDirectory(folder);
        var missing = versions.Where(entry => Find(entry.Key, entry.Value, architecture) is null).ToList();
        if (missing.Count > 0)
            await FetchAsync(missing, architecture, cancellationToken);
        return
        [
            .. versions
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry =>
                    Find(entry.Key, entry.Value, architecture)
                    ?? throw OciErrors.Invalid(
                        "no-packages",
                        $"apt-get fetched {entry.Key} {entry.Value}, and left no file that is called so."
                    )
                ),
        ];
    }

    // They may be from a lock file, which anybody may have written, and become names of files and arguments of programs.
    private static void Check(string name, string version)
    {
        if (!Wanted.Any(names => names.Contains(name)) || !VersionPattern().IsMatch(version))
        {
            throw OciErrors.Invalid(
                "no-packages",
                $"'{name}' in version '{version}' is no package that the base 'nano' is made of. Remove it from the lock file."
            );
        }
    }

    // Debian's policy, 5.6.12.
    [GeneratedRegex(@"^[0-9][0-9A-Za-z.+:~-]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();

    private DebianPackage? Find(string name, string version, string architecture)
    {
        // apt-get writes the colon of an epoch so.
        var stem = $"{name}_{version.Replace(":", "%3a", StringComparison.Ordinal)}";
        foreach (var own in (string[])[architecture, "all"])
        {
            var file = Path.Combine(folder, $"{stem}_{own}.deb");
            if (File.Exists(file))
                return new DebianPackage(name, version, own, file);
        }

        return null;
    }

    // All at once: starting apt-get costs more than fetching a package.
    private async Task FetchAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> wanted,
        string architecture,
        CancellationToken cancellationToken
    )
    {
        var scratch = Directory.CreateDirectory(Path.Combine(folder, $".{Guid.NewGuid():N}"));
        try
        {
            var names = wanted.Select(package => $"{package.Key}:{architecture}={package.Value}").ToList();
            await HostProgram.RunAsync("apt-get", ["download", "-qq", .. names], scratch.FullName, cancellationToken);
            foreach (var file in scratch.EnumerateFiles("*.deb"))
                file.MoveTo(Path.Combine(folder, file.Name), overwrite: true);
        }
        catch (Errors.ServingException e)
        {
            var packages = string.Join(", ", wanted.Select(package => $"{package.Key} {package.Value}"));
            throw OciErrors.Invalid(
                "no-packages",
                $"Of the packages {packages} for {architecture} not all can be had: {e.Message} Their list may be old (apt-get "
                    + "update), a version may be gone (remove it from the lock file), or the machine may not know the architecture "
                    + $"(dpkg --add-architecture {architecture}, then apt-get update).",
                e
            );
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>The versions that the machine would install now, by name.</summary>
    /// <param name="architecture">As <c>amd64</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">The machine knows no packages, or not for this architecture.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> CandidatesAsync(
        string architecture,
        CancellationToken cancellationToken
    )
    {
        var names = Wanted.SelectMany(names => names).Select(name => $"{name}:{architecture}");
        var said = await HostProgram.RunAsync("apt-cache", ["policy", .. names], folder: null, cancellationToken);
        var candidates = Candidates(said);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alternatives in Wanted)
        {
            var name =
                alternatives.FirstOrDefault(candidates.ContainsKey)
                ?? throw OciErrors.Invalid(
                    "no-packages",
                    $"The machine knows no package {alternatives[0]} for {architecture}. Run 'apt-get update', or, for another "
                        + $"architecture than its own, 'dpkg --add-architecture {architecture}' first."
                );
            versions.Add(name, candidates[name]);
        }

        return versions;
    }

    // "libc6:arm64:" or "libc6:", and in a line below "  Candidate: 2.36-9".
    private static Dictionary<string, string> Candidates(string policy)
    {
        var candidates = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in policy.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
                name = line.Split(':')[0];
            else if (line.Trim().Split(": ") is ["Candidate", var version] && version != "(none)")
                candidates[name] = version.Trim();
        }

        return candidates;
    }
}
