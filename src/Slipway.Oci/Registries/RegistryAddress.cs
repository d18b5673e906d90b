using Slipway.Oci.References;

namespace Slipway.Oci.Registries;

/// <summary>Where a registry is, by its name; and what is the registry, and not somebody it points at.</summary>
internal static class RegistryAddress
{
    public static Uri Of(string registry, RegistryOptions options)
    {
        // Docker Hub's name is not its address.
        var host = registry == ImageReference.DockerHub ? "registry-1.docker.io" : registry;
        var address = new Uri($"https://{host}/");
        var isPlain = options.PlainHttp || (address.IsLoopback && options.CertificateAuthority is null);
        return isPlain ? new Uri($"http://{host}/") : address;
    }

    /// <summary>Whether two addresses are the same server's, spoken to in the same way.</summary>
    public static bool IsSame(Uri one, Uri other) =>
        one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Where an answer of the registry points. Behind a proxy that adds encryption, registries write addresses without it; what is on
    /// the same host is asked for as before.
    /// </summary>
    public static Uri Follow(Uri current, Uri pointed)
    {
        var next = new Uri(current, pointed);
        return current.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp && next.Host == current.Host
            ? new UriBuilder(next) { Scheme = current.Scheme, Port = current.Port }.Uri
            : next;
    }
}
