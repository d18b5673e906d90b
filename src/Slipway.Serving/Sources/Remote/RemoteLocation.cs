using Slipway.Errors;
using Slipway.Oci.References;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote;

/// <summary>An address of models that are not on this machine.</summary>
/// <param name="Kind">Which protocol it takes.</param>
/// <param name="Endpoint">The server and, for Azure, the account; null where it follows from the environment.</param>
/// <param name="Container">The bucket or container; empty for a plain web address.</param>
/// <param name="Path">Below it, unescaped, without slashes around it.</param>
internal sealed record RemoteLocation(RemoteKind Kind, Uri? Endpoint, string Container, string Path)
{
    private const string AzureHost = ".blob.core.windows.net";
    private const string EmulatorAccount = "devstoreaccount1";
    private const string ChecksumFragment = "#sha256=";

    /// <summary>What an address of a registry begins with.</summary>
    public const string RegistryScheme = "oci://";

    /// <summary>The query of a web address, which may be its credential; never shown.</summary>
    public string Query { get; private init; } = "";

    /// <summary>What a registry's address names; null for the others.</summary>
    public ImageReference? Image { get; private init; }

    /// <summary>The digest that the user expects of a single file, in lower-case hexadecimals; or null.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>The last part of the path, or what comes before it where there is none.</summary>
    public string LastSegment =>
        Path.Length > 0 ? Path[(Path.LastIndexOf('/') + 1)..]
        : Container.Length > 0 ? Container
        : Endpoint!.Host;

    /// <summary>The address as it may be shown and logged: no query, no credentials.</summary>
    public string Display =>
        Kind switch
        {
            RemoteKind.S3 => $"s3://{Container}/{Path}",
            RemoteKind.Registry => $"{RegistryScheme}{Image}",
            RemoteKind.Azure when Endpoint is null => $"az://{Container}/{Path}",
            RemoteKind.Azure => $"{Endpoint.AbsoluteUri.TrimEnd('/')}/{Container}/{Path}",
            _ => $"{Endpoint!.GetLeftPart(UriPartial.Authority)}/{Path}",
        };

    /// <summary>Whether <paramref name="text"/> is an address rather than a path.</summary>
    public static bool IsRemote(string text) => text.IndexOf("://", StringComparison.Ordinal) is > 1 and < 8;

    /// <exception cref="ServingException">InvalidArgument, with what is wrong and what would be right.</exception>
    public static RemoteLocation Parse(string text, bool allowHttp)
    {
        var (address, sha256) = SplitChecksum(text);
        if (address.StartsWith("s3://", StringComparison.Ordinal))
            return Bucket(RemoteKind.S3, address) with { Sha256 = sha256 };
        if (address.StartsWith("az://", StringComparison.Ordinal))
            return Bucket(RemoteKind.Azure, address) with { Sha256 = sha256 };
        if (address.StartsWith(RegistryScheme, StringComparison.Ordinal))
            return Registry(address, sha256);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            throw Invalid(
                address,
                "is no address",
                "Write s3://bucket/prefix, az://container/prefix, oci://registry/name:tag or https://…"
            );
        if (uri.UserInfo.Length > 0)
        {
            throw Invalid(
                uri.GetLeftPart(UriPartial.Scheme) + uri.Authority,
                "carries a user name or password",
                "Put it into the environment: SLIPWAY_HTTP_AUTHORIZATION for web servers."
            );
        }

        if (uri.Fragment.Length > 0)
            throw Invalid(Shown(uri), "has a fragment", "Only #sha256=<64 hexadecimals> may follow an address.");
        var location = uri.Scheme switch
        {
            "https" => Web(uri),
            "http" => Web(CheckedHttp(uri, allowHttp)),
            _ => throw Invalid(Shown(uri), $"has the unknown scheme '{uri.Scheme}'", "Use s3, az, oci or https."),
        };
        return location with { Sha256 = sha256 };
    }

    /// <summary>Refuses an unencrypted endpoint beyond this machine.</summary>
    public static Uri CheckedHttp(Uri uri, bool allowHttp) =>
        uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback || allowHttp
            ? uri
            : throw Invalid(
                Shown(uri),
                "is not encrypted: anybody on the way could exchange the model",
                "Use https, or allow it with --allow-http."
            );

    // No URI: a bucket may be named as no host can be, and a key may hold anything.
    private static RemoteLocation Bucket(RemoteKind kind, string address)
    {
        var rest = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[(slash + 1)..].Trim('/');
        return
            name.Length is > 0 and < 256 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '$')
            ? new RemoteLocation(kind, null, name, path)
            : throw Invalid(
                EntryNames.Printable(WithoutUser(kind, rest)),
                "names no bucket or container",
                "Write s3://NAME/prefix or az://NAME/prefix."
            );
    }

    private static RemoteLocation Registry(string address, string? sha256)
    {
        var text = address[RegistryScheme.Length..];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (text.AsSpan(0, Math.Max(slash, 0)).Contains('@'))
        {
            throw Invalid(
                RegistryScheme + EntryNames.Printable(text[(text.LastIndexOf('@', slash) + 1)..]),
                "carries a user name or password",
                "Log in with 'podman login' or 'docker login', or name a file of credentials in REGISTRY_AUTH_FILE."
            );
        }

        var shown = EntryNames.Printable(address);
        if (sha256 is not null)
            throw Invalid(
                shown,
                "has a fragment",
                "A digest follows the name of an image: …@sha256:<64 hexadecimals>."
            );
        if (!ImageReference.TryParse(text, out var image, out var problem))
            throw Invalid(shown, "names no image", $"Write oci://REGISTRY/NAME:TAG or …@sha256:DIGEST; {problem}");
        // The short names of one registry mean nothing in a server's configuration.
        if (!text.StartsWith(image.Registry + "/", StringComparison.Ordinal))
            throw Invalid(shown, "names no registry", $"Write oci://{image} if that is meant.");
        return new RemoteLocation(RemoteKind.Registry, null, image.Registry, image.Repository) { Image = image };
    }

    private static string WithoutUser(RemoteKind kind, string rest) =>
        $"{(kind == RemoteKind.S3 ? "s3" : "az")}://{rest[(rest.LastIndexOf('@') + 1)..]}";

    private static RemoteLocation Web(Uri uri)
    {
        var path = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        var root = new Uri(uri.GetLeftPart(UriPartial.Authority) + "/");
        if (uri.Host.EndsWith(AzureHost, StringComparison.OrdinalIgnoreCase))
            return Azure(uri, root, path);
        if (uri.IsLoopback && path.StartsWith(EmulatorAccount + "/", StringComparison.Ordinal))
            return Azure(uri, new Uri(root, EmulatorAccount + "/"), path[(EmulatorAccount.Length + 1)..]);
        if (path.Length == 0)
            throw Invalid(Shown(uri), "names no file", "Give the address of a model file or of an archive.");
        // The path is sent as it was written.
        return new RemoteLocation(RemoteKind.Web, uri, "", path) { Query = uri.Query };
    }

    private static RemoteLocation Azure(Uri uri, Uri endpoint, string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        return container.Length == 0
            ? throw Invalid(
                Shown(uri),
                "names no container",
                "Write https://ACCOUNT.blob.core.windows.net/CONTAINER/prefix."
            )
            : new RemoteLocation(RemoteKind.Azure, endpoint, container, slash < 0 ? "" : path[(slash + 1)..])
            {
                Query = uri.Query,
            };
    }

    private static (string Address, string? Sha256) SplitChecksum(string text)
    {
        var at = text.IndexOf(ChecksumFragment, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return (text, null);
        var digest = text[(at + ChecksumFragment.Length)..].ToLowerInvariant();
        return digest.Length == 64 && digest.All(char.IsAsciiHexDigit)
            ? (text[..at], digest)
            : throw ServingException.InvalidArgument(
                $"'{ChecksumFragment}{digest}' is no SHA-256: it must be followed by 64 hexadecimals."
            );
    }

    private static string Shown(Uri uri) => uri.GetLeftPart(UriPartial.Path);

    private static ServingException Invalid(string address, string problem, string remedy) =>
        ServingException.InvalidArgument($"'{address}' {problem}. {remedy}");
}

/// <summary>The protocols of remote sources.</summary>
internal enum RemoteKind
{
    /// <summary>A web server: one file.</summary>
    Web,

    /// <summary>Amazon S3 and what speaks like it.</summary>
    S3,

    /// <summary>Azure Blob Storage.</summary>
    Azure,

    /// <summary>A registry of images and artifacts.</summary>
    Registry,
}
