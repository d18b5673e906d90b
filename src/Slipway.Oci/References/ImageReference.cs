using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Slipway.Oci.Content;

namespace Slipway.Oci.References;

/// <summary>
/// <c>REGISTRY/NAME[:TAG][@DIGEST]</c>, by the grammar of the distribution project. Where the first part is no host (it
/// has no dot and no colon, and is not <c>localhost</c>), the registry is Docker Hub, as everywhere else.
/// </summary>
public sealed partial record ImageReference
{
    public const string DockerHub = "docker.io";
    private const string DefaultTag = "latest";

    /// <summary>The registries' limit on a repository's name.</summary>
    private const int LongestName = 255;

    private ImageReference(string registry, string repository, string? tag, Digest? digest) =>
        (Registry, Repository, Tag, Digest) = (registry, repository, tag, digest);

    /// <summary>A host, and its port where there is one.</summary>
    public string Registry { get; }

    /// <summary>The name inside the registry, as <c>team/iris</c>.</summary>
    public string Repository { get; }

    /// <summary>Null where none was said.</summary>
    public string? Tag { get; }

    /// <summary>Null where none was said.</summary>
    public Digest? Digest { get; }

    /// <summary>What names the manifest to a registry: the digest, else the tag, else <c>latest</c>.</summary>
    public string Manifest => Digest?.ToString() ?? Tag ?? DefaultTag;

    /// <summary>Without tag and digest.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <exception cref="Errors.ServingException">It is no reference; the message says which part, and what is allowed.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var problem)
            ? reference
            : throw OciErrors.Invalid("image-reference", $"'{text}' is no image reference: {problem}");

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? problem
    )
    {
        (reference, problem) = (null, null);
        var (rest, digest) = (text, (Digest?)null);
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!Content.Digest.TryParse(rest[(at + 1)..], out digest))
            {
                problem = "what follows @ must be sha256: and 64 hexadecimal digits.";
                return false;
            }

            rest = rest[..at];
        }

        // A colon before the last slash belongs to the registry's port.
        string? tag = null;
        if (rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/'))
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);

        var (registry, repository) = Split(rest);
        problem =
            !RegistryPattern().IsMatch(registry) ? $"'{registry}' is no host with an optional port."
            : !RepositoryPattern().IsMatch(repository) || repository.Length > LongestName
                ? $"the name '{repository}' must be parts of small letters and digits, with single '.', '_' or '-' between, "
                    + $"separated by '/', {LongestName} characters at most."
            : tag is not null && !TagPattern().IsMatch(tag)
                ? $"the tag '{tag}' must be letters, digits, '_', '.', '-', not begin with '.' or '-', and be 128 characters "
                    + "at most."
            : null;
        if (problem is not null)
            return false;

        reference = new ImageReference(registry, repository, tag, digest);
        return true;
    }

    /// <summary>The same image under another tag.</summary>
    public ImageReference WithTag(string tag) => Parse($"{Name}:{tag}");

    /// <summary>The same repository at a digest.</summary>
    public ImageReference At(Digest digest) => new(Registry, Repository, Tag, digest);

    public override string ToString() =>
        $"{Name}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    private static (string Registry, string Repository) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        if (first == "localhost" || first.AsSpan().ContainsAny('.', ':', '['))
            return first is "index.docker.io" ? Hub(name[(slash + 1)..]) : (first, name[(slash + 1)..]);

        return Hub(name);
    }

    private static (string Registry, string Repository) Hub(string name) =>
        (DockerHub, name.Contains('/', StringComparison.Ordinal) ? name : $"library/{name}");

    [GeneratedRegex(
        @"^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(
        @"^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPattern();
}
