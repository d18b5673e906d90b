using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Signatures;

namespace Slipway.Oci.Layouts;

/// <summary>
/// A folder of images: <c>oci-layout</c>, <c>index.json</c> and <c>blobs/ALGORITHM/HEX</c> (OCI image specification,
/// <em>Image Layout</em>). Blobs are put in place whole, so several processes may share a folder; one at a time changes the
/// index. What is about another manifest is in the index too, without a tag: so it is found.
/// </summary>
public sealed class LayoutFolder : IContentSource, IContentTarget, IReferrers
{
    internal const string Marker = "oci-layout";
    internal const string IndexFile = "index.json";
    private const string LockFile = ".lock";

    /// <summary>The annotation that is a tag, in an index of a layout.</summary>
    public const string TagAnnotation = "org.opencontainers.image.ref.name";

    internal static byte[] MarkerContent => """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    private readonly string _root;

    private LayoutFolder(string root) => _root = root;

    public string Name => _root;

    /// <summary>A folder that is there.</summary>
    /// <exception cref="ServingException">It is no layout.</exception>
    public static LayoutFolder Open(string folder)
    {
        var root = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(root, Marker)) || !File.Exists(Path.Combine(root, IndexFile)))
        {
            throw OciErrors.NotFound(
                "no-layout",
                $"'{folder}' is no OCI layout: it needs the files {Marker} and {IndexFile}. Name a folder that 'slipway build "
                    + "--output' or 'skopeo copy … oci:' wrote."
            );
        }

        return new LayoutFolder(root);
    }

    /// <summary>The layout in a folder, which is made where it is not there.</summary>
    /// <exception cref="ServingException">There are other things in it.</exception>
    public static LayoutFolder OpenOrCreate(string folder)
    {
        var root = Path.GetFullPath(folder);
        if (File.Exists(Path.Combine(root, Marker)))
            return Open(root);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            throw OciErrors.Invalid(
                "no-layout",
                $"'{folder}' holds other things and is no OCI layout. Name an empty folder, or one that is not there."
            );
        }

        Directory.CreateDirectory(Path.Combine(root, "blobs", "sha256"));
        var layout = new LayoutFolder(root);
        layout.Replace(IndexFile, OciJson.Write(new ImageIndex { Manifests = [] }, OciJson.Context.ImageIndex));
        layout.Replace(Marker, MarkerContent);
        return layout;
    }

    /// <summary>What the index names: tagged images, and others.</summary>
    public IReadOnlyList<Descriptor> List() => ReadIndex().Manifests;

    /// <summary>The images of the index, without what is said about them.</summary>
    public IReadOnlyList<Descriptor> Images() =>
        [.. List().Where(entry => TagOf(entry) is { } tag ? !StoredSignatures.IsTag(tag) : entry.ArtifactType is null)];

    public async Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        var named = Digest.TryParse(reference, out var digest)
            ? List().FirstOrDefault(entry => entry.Digest == digest)
            : List().FirstOrDefault(entry => TagOf(entry) == reference);
        digest ??= named?.Digest ?? throw Unknown(reference);

        var path = PathOf(digest);
        if (!File.Exists(path))
            throw Unknown(reference);
        if (new FileInfo(path).Length > OciJson.LargestDocument)
            throw OciErrors.TooLarge(
                "manifest-too-large",
                $"The manifest {digest} in {_root} has over {OciJson.LargestDocument:N0} bytes."
            );

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        using var hash = digest.CreateHash();
        hash.AppendData(bytes);
        if (!digest.Matches(hash))
            throw OciErrors.Corrupt($"The manifest {digest} in {_root} has another digest; it was damaged or changed.");

        return ManifestContent.Read(named?.MediaType ?? OwnMediaType(bytes, digest), bytes);
    }

    public Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken)
    {
        var path = PathOf(content.Digest);
        if (!File.Exists(path))
            throw Unknown(content.Digest.ToString());

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, useAsync: true);
        return Task.FromResult<Stream>(new VerifiedStream(file, content, _root));
    }

    public Task<bool> HasAsync(Descriptor content, CancellationToken cancellationToken) =>
        Task.FromResult(new FileInfo(PathOf(content.Digest)) is { Exists: true } file && file.Length == content.Size);

    public async Task AddAsync(
        Descriptor content,
        Func<CancellationToken, Task<Stream>> open,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        if (await HasAsync(content, cancellationToken))
            return;

        await using var source = new VerifiedStream(await open(cancellationToken), content, "what was given");
        await BlobFile.PlaceAsync(PathOf(content.Digest), source, progress, cancellationToken);
    }

    public async Task AddManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellationToken)
    {
        var descriptor = manifest.Descriptor;
        await AddAsync(
            descriptor,
            _ => Task.FromResult<Stream>(new MemoryStream(manifest.Bytes.ToArray(), writable: false)),
            progress: null,
            cancellationToken
        );
        if (tag is not null)
            Tag(descriptor, tag);
        else if (manifest.Subject() is not null)
            Enter(manifest.AsReferrer());
    }

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(
        Digest subject,
        string? artifactType,
        CancellationToken cancellationToken
    ) => LayoutReferrers.ListAsync(this, subject, artifactType, cancellationToken);

    /// <summary>Lets <paramref name="tag"/> name this manifest, and no other.</summary>
    public void Tag(Descriptor manifest, string tag)
    {
        var entry = manifest with { Annotations = new(StringComparer.Ordinal) { [TagAnnotation] = tag } };
        Change(entries => [.. entries.Where(other => TagOf(other) != tag), entry]);
    }

    internal string PathOf(Digest digest) => Path.Combine(_root, "blobs", digest.Algorithm, digest.Hex);

    private static string? TagOf(Descriptor entry) => entry.Annotations?.GetValueOrDefault(TagAnnotation);

    private void Enter(Descriptor manifest) =>
        Change(entries => entries.Any(entry => entry.Digest == manifest.Digest) ? entries : [.. entries, manifest]);

    private void Change(Func<IReadOnlyList<Descriptor>, IReadOnlyList<Descriptor>> change)
    {
        using var exclusive = Lock();
        var index = ReadIndex();
        var changed = index with { Manifests = change(index.Manifests) };
        Replace(IndexFile, OciJson.Write(changed, OciJson.Context.ImageIndex));
    }

    private ImageIndex ReadIndex() =>
        OciJson.Read(
            File.ReadAllBytes(Path.Combine(_root, IndexFile)),
            OciJson.Context.ImageIndex,
            $"{IndexFile} of {_root}"
        );

    private void Replace(string name, ReadOnlySpan<byte> content)
    {
        var partial = Path.Combine(_root, $".{name}.{Guid.NewGuid():N}");
        File.WriteAllBytes(partial, content);
        File.Move(partial, Path.Combine(_root, name), overwrite: true);
    }

    // Released by the system where the process dies.
    private FileStream Lock()
    {
        var path = Path.Combine(_root, LockFile);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException) when (attempt < 500)
            {
                Thread.Sleep(10);
            }
        }
    }

    private ServingException Unknown(string reference)
    {
        var tags = string.Join(", ", List().Select(TagOf).OfType<string>().Take(10));
        return OciErrors.NotFound(
            "unknown-manifest",
            $"The layout {_root} has no '{reference}'. {(tags.Length > 0 ? $"It has: {tags}." : "It has no tags.")}"
        );
    }

    // A manifest that an index points at is not in index.json.
    private static string OwnMediaType(byte[] bytes, Digest digest)
    {
        var own = OciJson.Read(bytes, LayoutJsonContext.Default.TypedDocument, $"The manifest {digest}");
        return own.MediaType ?? (own.Manifests is null ? MediaTypes.Manifest : MediaTypes.Index);
    }
}

/// <summary>What tells an index from a manifest.</summary>
internal sealed record TypedDocument(string? MediaType, JsonElement? Manifests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TypedDocument))]
internal sealed partial class LayoutJsonContext : JsonSerializerContext;
