using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Workloads;

/// <summary>How a model comes into the pod, and what the container runs for it.</summary>
internal sealed record ModelDelivery
{
    private const string VolumeName = "model";
    private const string Folder = "/model";

    public required string? Image { get; init; }

    /// <summary>Null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; private init; }

    public IReadOnlyList<V1Volume> Volumes { get; private init; } = [];

    public IReadOnlyList<V1VolumeMount> Mounts { get; private init; } = [];

    /// <summary>Whether the server writes into its volume.</summary>
    public bool IsWritable { get; private init; }

    /// <summary>The user of Slipway's own images; null where the image is anybody's.</summary>
    public long? UserId { get; private init; }

    /// <param name="spec">What the pods are made of.</param>
    /// <param name="name">The service's.</param>
    /// <param name="serverImage">For models that are in none; null where nobody knows one.</param>
    /// <param name="cache">The claim of the volume for what is fetched; null: an empty one.</param>
    public static ModelDelivery Of(ModelServiceSpec spec, string name, string? serverImage, string? cache)
    {
        if (spec.Model is not { } model)
            return new ModelDelivery { Image = spec.Image };
        var image = model.ServerImage ?? serverImage;
        if (model.Claim is { } claim)
            return OfClaim(spec, name, image, claim);
        return model.Delivery == ArtifactDelivery.ImageVolume
            ? OfVolume(spec, name, image, model.Artifact!)
            : OfFetch(spec, name, image, cache);
    }

    /// <summary>Where the server fetches its model from; null where it does not.</summary>
    public static string? AddressOf(ModelServiceSpec spec) =>
        spec.Model switch
        {
            { Address: { } address } => address,
            { Artifact: { } artifact, Delivery: ArtifactDelivery.Fetch } => $"oci://{artifact}",
            _ => null,
        };

    private static ModelDelivery OfClaim(ModelServiceSpec spec, string name, string? image, ClaimSource claim) =>
        new()
        {
            Image = image,
            UserId = ObjectNames.UserId,
            Command = Serve(spec, name, claim.Path is { } path ? $"{Folder}/{path.TrimStart('/')}" : Folder),
            Volumes =
            [
                new V1Volume
                {
                    Name = VolumeName,
                    PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource
                    {
                        ClaimName = claim.Name,
                        ReadOnlyProperty = true,
                    },
                },
            ],
            Mounts = [Mount()],
        };

    private static ModelDelivery OfVolume(ModelServiceSpec spec, string name, string? image, string artifact) =>
        new()
        {
            Image = image,
            UserId = ObjectNames.UserId,
            Command = Serve(spec, name, Folder),
            Volumes =
            [
                new V1Volume
                {
                    Name = VolumeName,
                    Image = new V1ImageVolumeSource { Reference = artifact, PullPolicy = spec.ImagePullPolicy },
                },
            ],
            Mounts = [Mount()],
        };

    private static ModelDelivery OfFetch(ModelServiceSpec spec, string name, string? image, string? cache)
    {
        var size = CacheClaim.SizeOf(spec.Cache ?? new CacheOptions());
        return new ModelDelivery
        {
            Image = image,
            UserId = ObjectNames.UserId,
            IsWritable = true,
            Command = [.. Serve(spec, name, AddressOf(spec)!), .. CacheVolume.Arguments(size.ToInt64())],
            Volumes =
            [
                new V1Volume
                {
                    Name = VolumeName,
                    EmptyDir = cache is null ? new V1EmptyDirVolumeSource { SizeLimit = size } : null,
                    PersistentVolumeClaim = cache is null
                        ? null
                        : new V1PersistentVolumeClaimVolumeSource { ClaimName = cache },
                },
            ],
            Mounts = [new V1VolumeMount { Name = VolumeName, MountPath = ObjectNames.CacheFolder }],
        };
    }

    // A repository of several models names them itself.
    private static List<string> Serve(ModelServiceSpec spec, string name, string path) =>
        [
            ServerCommand.Program,
            "serve",
            ServerCommand.Verbatim(path),
            .. spec.Models is null ? ["--name", name] : (string[])[],
        ];

    private static V1VolumeMount Mount() =>
        new()
        {
            Name = VolumeName,
            MountPath = Folder,
            ReadOnlyProperty = true,
        };
}
