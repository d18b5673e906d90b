using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>Names of packages that scanners look up (the <em>purl</em> specification).</summary>
public static class PackageUrl
{
    public static string NuGet(string name, string version) => $"pkg:nuget/{Encode(name)}@{Encode(version)}";

    public static string PyPi(string name, string version) =>
        $"pkg:pypi/{Encode(name.Replace('_', '-').ToLowerInvariant())}@{Encode(version)}";

    /// <param name="name">As <c>libc6</c>.</param>
    /// <param name="version">As Debian writes it, with its epoch.</param>
    /// <param name="architecture">In Debian's words, as <c>amd64</c>.</param>
    public static string Debian(string name, string version, string architecture) =>
        $"pkg:deb/debian/{Encode(name)}@{Encode(version)}?arch={Encode(architecture)}";

    /// <param name="name">With the registry, as <c>registry.example/team/iris</c>.</param>
    /// <param name="digest">Of the manifest or the index.</param>
    public static string Oci(string name, Digest digest)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        return $"pkg:oci/{Encode(last.ToLowerInvariant())}@{Encode(digest.ToString())}?repository_url={Encode(name, "/")}";
    }

    public static string Generic(string name, string version) => $"pkg:generic/{Encode(name)}@{Encode(version)}";

    private static string Encode(string text, string kept = "") =>
        string.Concat(
            Uri.EscapeDataString(text)
                .Replace("%3A", ":", StringComparison.Ordinal)
                .Replace("%2F", kept.Length > 0 ? kept : "%2F", StringComparison.Ordinal)
        );
}
