using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;
using Slipway.Oci.Registries.Authentication;
using Slipway.Oci.Registries.Transfers;

namespace Slipway.Oci.Registries;

/// <summary>A repository of a registry: manifests by tag and digest, and blobs. Thread-safe.</summary>
public sealed class RegistryRepository : IContentSource, IContentTarget, IReferrers
{
    private readonly RegistryTransport _transport;
    private readonly RegistryOptions _options;
    private readonly string _registry;

    internal RegistryRepository(
        RegistryTransport transport,
        RegistryOptions options,
        Uri registry,
        string registryName,
        string repository
    )
    {
        (_transport, _options, _registry, Repository) = (transport, options, registryName, repository);
        Address = new Uri(registry, $"v2/{repository}/");
    }

    private RegistryRepository(RegistryRepository other) =>
        (_transport, _options, _registry, Repository, Address) = (
            other._transport,
            other._options,
            other._registry,
            other.Repository,
            other.Address
        );

    public string Name => $"{_registry}/{Repository}";

    /// <summary>The name inside the registry.</summary>
    public string Repository { get; }

    /// <summary>
    /// Another repository of the same registry that may have what is added here, and from which it is taken then without
    /// being sent; null for none.
    /// </summary>
    public string? MountFrom { get; private init; }

    internal Uri Address { get; }

    /// <summary>The same repository, with <see cref="MountFrom"/>.</summary>
    public RegistryRepository MountingFrom(string repository) => new(this) { MountFrom = repository };

    public async Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        await TryResolveAsync(reference, cancellationToken)
        ?? throw OciErrors.NotFound(
            "unknown-manifest",
            $"{Name} has no '{reference}'. 'slipway inspect {Name}' lists its tags."
        );

    /// <summary>As <see cref="ResolveAsync"/>, but null where there is none.</summary>
    public async Task<ManifestContent?> TryResolveAsync(string reference, CancellationToken cancellationToken)
    {
        var address = new Uri(Address, $"manifests/{reference}");
        using var response = await _transport.SendAsync(
            () => Accepting(HttpMethod.Get, address),
            Scope(),
            cancellationToken
        );
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await ThrowUnlessAsync(response, HttpStatusCode.OK, cancellationToken);

        var bytes = await _transport.ReadAsync(
            response,
            OciJson.LargestDocument,
            $"The manifest '{reference}' of {Name}",
            cancellationToken
        );
        if (Digest.TryParse(reference, out var wanted))
        {
            using var hash = wanted.CreateHash();
            hash.AppendData(bytes);
            if (!wanted.Matches(hash))
                throw OciErrors.Corrupt($"{Name} gave a manifest for {wanted} that has another digest.");
        }

        return ManifestContent.Read(response.Content.Headers.ContentType?.MediaType ?? MediaTypes.Manifest, bytes);
    }

    /// <summary>
    /// The digest of what <paramref name="reference"/> names, without fetching it; null where the registry does not say, or
    /// has none. Registries that count what is fetched do not count this.
    /// </summary>
    public async Task<Digest?> TryGetDigestAsync(string reference, CancellationToken cancellationToken)
    {
        var address = new Uri(Address, $"manifests/{reference}");
        using var response = await _transport.SendAsync(
            () => Accepting(HttpMethod.Head, address),
            Scope(),
            cancellationToken
        );
        return
            response.StatusCode == HttpStatusCode.OK
            && response.Headers.TryGetValues("Docker-Content-Digest", out var values)
            && Digest.TryParse(values.First(), out var digest)
            ? digest
            : null;
    }

    public Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken) =>
        BlobDownload.OpenAsync(
            _transport,
            _options,
            new Uri(Address, $"blobs/{content.Digest}"),
            Scope(),
            content,
            Name,
            cancellationToken
        );

    public async Task<bool> HasAsync(Descriptor content, CancellationToken cancellationToken)
    {
        var address = new Uri(Address, $"blobs/{content.Digest}");
        using var response = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Head, address),
            Scope(push: true),
            cancellationToken
        );
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        await ThrowUnlessAsync(response, HttpStatusCode.OK, cancellationToken);
        return true;
    }

    public Task AddAsync(
        Descriptor content,
        Func<CancellationToken, Task<Stream>> open,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    ) =>
        new BlobUpload(_transport, _options, Address, Scope(push: true), Name, MountFrom).RunAsync(
            content,
            open,
            progress,
            cancellationToken
        );

    public async Task AddManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellationToken)
    {
        var digest = manifest.Descriptor.Digest;
        var address = new Uri(Address, $"manifests/{tag ?? digest.ToString()}");
        using var response = await _transport.SendAsync(
            () =>
                new HttpRequestMessage(HttpMethod.Put, address)
                {
                    Content = new ReadOnlyMemoryContent(manifest.Bytes)
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue(manifest.Descriptor.MediaType) },
                    },
                },
            Scope(push: true),
            cancellationToken
        );
        await ThrowUnlessAsync(response, HttpStatusCode.Created, cancellationToken);
        if (
            response.Headers.TryGetValues("Docker-Content-Digest", out var values)
            && Digest.TryParse(values.First(), out var stored)
            && stored != digest
            && stored.Algorithm == digest.Algorithm
        )
        {
            throw OciErrors.Corrupt($"{Name} stored the manifest {digest} as {stored}; it was changed on its way.");
        }

        if (manifest.Subject() is { } subject && !response.Headers.Contains("OCI-Subject"))
            await EnterReferrerAsync(subject.Digest, manifest.AsReferrer(), cancellationToken);
    }

    /// <summary>All tags, as the registry orders them.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        var what = $"The list of tags of {Name}";
        var pages = new RegistryPages(_transport, Scope());
        var address = new Uri(Address, "tags/list");
        foreach (var page in await pages.ReadAsync(address, what, isMissing: null, cancellationToken) ?? [])
            tags.AddRange(OciJson.Read(page, RegistryContext.Default.TagList, what).Tags ?? []);
        return tags;
    }

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(
        Digest subject,
        string? artifactType,
        CancellationToken cancellationToken
    ) => Referrers().ListAsync(subject, artifactType, cancellationToken);

    /// <summary>Removes a manifest; what it points at is the registry's to collect.</summary>
    public async Task DeleteManifestAsync(Digest digest, CancellationToken cancellationToken)
    {
        var address = new Uri(Address, $"manifests/{digest}");
        using var response = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, address),
            Scope(push: true),
            cancellationToken
        );
        await ThrowUnlessAsync(response, HttpStatusCode.Accepted, cancellationToken);
    }

    // The registry keeps no list of what is about what, so whoever adds keeps it, one at a time at least here.
    private async Task EnterReferrerAsync(Digest subject, Descriptor referrer, CancellationToken cancellationToken)
    {
        await _transport.ReferrersGate.WaitAsync(cancellationToken);
        try
        {
            await Referrers().EnterAsync(subject, referrer, cancellationToken);
        }
        finally
        {
            _transport.ReferrersGate.Release();
        }
    }

    private static HttpRequestMessage Accepting(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var mediaType in MediaTypes.Manifests)
            request.Headers.Accept.ParseAdd(mediaType);
        return request;
    }

    private static async Task ThrowUnlessAsync(
        HttpResponseMessage response,
        HttpStatusCode expected,
        CancellationToken cancellationToken
    )
    {
        if (response.StatusCode != expected)
            throw await RegistryErrors.OfAsync(response, cancellationToken);
    }

    private RegistryReferrers Referrers() => new(this, new RegistryPages(_transport, Scope()));

    private TokenScope Scope(bool push = false) => new(_registry, Repository, push, push ? MountFrom : null);
}

internal sealed record TagList(IReadOnlyList<string>? Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TagList))]
internal sealed partial class RegistryContext : JsonSerializerContext;
