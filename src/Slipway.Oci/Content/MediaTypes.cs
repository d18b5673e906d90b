namespace Slipway.Oci.Content;

/// <summary>Media types of the OCI image specification 1.1, and those of Docker that mean the same.</summary>
public static class MediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string LayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>The config of an artifact that has none: the two bytes <c>{}</c>.</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>What a manifest may be, in the order in which it is asked for.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [Index, Manifest, DockerIndex, DockerManifest];

    public static bool IsIndex(string mediaType) => mediaType is Index or DockerIndex;

    /// <summary>Whether it is the config of an image that runs, and of no other artifact.</summary>
    public static bool IsImageConfig(string mediaType) => mediaType is Config or DockerConfig;

    public static bool IsManifest(string mediaType) => mediaType is Manifest or DockerManifest;
}
