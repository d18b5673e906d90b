using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Artifacts;

/// <summary>What a registry or a layout has under a name, as far as it is a model. Nothing of its layers was read yet.</summary>
public sealed record StoredModel
{
    private const int LargestConfig = 8 << 20;

    /// <summary>In an image of a service, the folder with its models.</summary>
    private const string ServiceFolder = ServiceImage.ModelsFolder;

    private StoredModel(string name, StoredModelKind kind, ManifestContent content, Manifest manifest) =>
        (Name, Kind, Content, Layers) = (name, kind, content, LayersOf(kind, manifest));

    /// <summary>Where it is, for people.</summary>
    public string Name { get; }

    public StoredModelKind Kind { get; }

    /// <summary>The manifest, of one platform. Its digest is what the model is known by.</summary>
    public ManifestContent Content { get; }

    /// <summary>What a tag named: the manifest, or the index that it is in. What is signed is this.</summary>
    public required Descriptor Root { get; init; }

    /// <summary>Those that the model is in.</summary>
    public IReadOnlyList<Descriptor> Layers { get; }

    /// <summary>Whether the model cannot be had without this blob of its manifest: all but layers that it is not in.</summary>
    internal bool IsNeeded(Descriptor blob)
    {
        var manifest = Content.AsManifest();
        return Layers.Any(layer => layer.Digest == blob.Digest)
            || manifest.Layers.All(layer => layer.Digest != blob.Digest);
    }

    /// <summary>Of these layers, as they are stored.</summary>
    public long Size => Layers.Sum(layer => layer.Size);

    /// <summary>The folder of the image that the models are in; null where all of it is the model.</summary>
    internal string? Only => Kind == StoredModelKind.Service ? ServiceFolder : null;

    /// <summary>Finds out what <paramref name="reference"/> names.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">There is none, it is no model, or it cannot be had.</exception>
    public static async Task<StoredModel> FindAsync(
        IContentSource source,
        string reference,
        CancellationToken cancellationToken
    )
    {
        var name = $"{source.Name}{(reference.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{reference}";
        var root = await source.ResolveAsync(reference, cancellationToken);
        var content = root;
        if (root.IsIndex)
            content = await source.ResolveAsync(OwnImage(root.AsIndex(), name).Digest.ToString(), cancellationToken);
        if (content.IsIndex)
            throw NotAModel(name, "an index of indexes");
        var manifest = content.AsManifest();
        var kind = await KindAsync(source, manifest, name, cancellationToken);
        foreach (var layer in manifest.Layers)
        {
            if (layer.Size < 0)
                throw OciErrors.Corrupt($"The manifest of {name} has a layer of {layer.Size:N0} bytes.");
            if (kind != StoredModelKind.Artifact || !ModelMediaTypes.IsRaw(layer.MediaType))
                LayerUnpacker.Check(layer, name);
        }

        return new StoredModel(name, kind, content, manifest) { Root = root.Descriptor };
    }

    /// <exception cref="ServingException">It is larger than it may be, even packed.</exception>
    public void CheckSize(long maxBytes)
    {
        // Sums of what somebody else wrote may overflow.
        if (
            Layers.Aggregate(0L, (sum, layer) => layer.Size > maxBytes - sum ? maxBytes + 1 : sum + layer.Size)
            <= maxBytes
        )
            return;
        throw UnpackingErrors.Create(
            UnpackingErrors.TooLarge,
            $"{Name} has more than {ByteSize.Of(maxBytes)}. Raise --max-model-bytes if that is meant."
        );
    }

    // The layers of a service's image say what they are; those of others may hold anything.
    private static IReadOnlyList<Descriptor> LayersOf(StoredModelKind kind, Manifest manifest)
    {
        var marked = manifest
            .Layers.Where(layer =>
                layer.Annotations?.GetValueOrDefault(ServiceImage.LayerAnnotation) == ServiceLayers.Model
            )
            .ToList();
        return kind == StoredModelKind.Service && marked.Count > 0 ? marked : manifest.Layers;
    }

    // Models are the same for all processors; what runs here is likeliest to be meant.
    private static Descriptor OwnImage(ImageIndex index, string name)
    {
        var own = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Platform.LinuxArm64 : Platform.LinuxAmd64;
        return index.Manifests.FirstOrDefault(image => image.Platform is { } platform && own.Runs(platform))
            ?? index.Manifests.FirstOrDefault(image => image.Platform is not { Os: "unknown" })
            ?? throw NotAModel(name, "an index without images");
    }

    private static async Task<StoredModelKind> KindAsync(
        IContentSource source,
        Manifest manifest,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Config.Size is < 0 or > LargestConfig)
            throw OciErrors.TooLarge("config-too-large", $"The config of {name} has over {LargestConfig:N0} bytes.");
        if (manifest.ArtifactType == ModelMediaTypes.Artifact || manifest.Config.MediaType == ModelMediaTypes.Config)
            return StoredModelKind.Artifact;
        if (
            manifest.ArtifactType is not null
            || manifest.Config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig)
        )
            throw NotAModel(
                name,
                $"of the type '{EntryNames.Printable(manifest.ArtifactType ?? manifest.Config.MediaType)}'"
            );

        await using var stream = await source.OpenAsync(manifest.Config, cancellationToken);
        using var bytes = new MemoryStream((int)manifest.Config.Size);
        await stream.CopyToAsync(bytes, cancellationToken);
        var config = OciJson.Read(bytes.ToArray(), OciJson.Context.ImageConfig, $"The config of {name}").Config;
        return config is { EntryPoint.Count: > 0 } or { Command.Count: > 0 }
            ? StoredModelKind.Service
            : StoredModelKind.Files;
    }

    private static ServingException NotAModel(string name, string what) =>
        OciErrors.Invalid(
            "not-a-model",
            $"{name} is {what}, and no model: that is an artifact of the type '{ModelMediaTypes.Artifact}', as 'slipway push' "
                + "writes it, an image of files, or an image that 'slipway build' made."
        );
}

/// <summary>In what form a model is stored.</summary>
public enum StoredModelKind
{
    /// <summary>After the CNCF's model specification.</summary>
    Artifact,

    /// <summary>An image with nothing to start: all its files are the model.</summary>
    Files,

    /// <summary>An image that starts something: its models are in <c>/models</c>.</summary>
    Service,
}
