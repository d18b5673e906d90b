using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;
using Slipway.Oci.Registries.Authentication;
using Slipway.Oci.Registries.Transfers;

namespace Slipway.Oci.Registries;

/// <summary>A repository of a registry: manifests by tag and digest, and blobs. Thread-safe.</summary>
public sealed class RegistryRepository : IContentSource, IContentTarget
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

        var bytes = await BodyAsync(
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
    }

    /// <summary>All tags, as the registry orders them.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken)
    {
        const int LargestPage = 4 << 20;
        const int MostPages = 1000;

        var tags = new List<string>();
        var next = new Uri(Address, "tags/list");
        for (var page = 0; page < MostPages; page++)
        {
            var address = next;
            using var response = await _transport.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Get, address),
                Scope(),
                cancellationToken
            );
            await ThrowUnlessAsync(response, HttpStatusCode.OK, cancellationToken);
            var body = await BodyAsync(response, LargestPage, $"The list of tags of {Name}", cancellationToken);
            tags.AddRange(
                OciJson.Read(body, RegistryContext.Default.TagList, $"The list of tags of {Name}").Tags ?? []
            );
            if (NextPage(response, address) is not { } following)
                break;
            next = following;
        }

        return tags;
    }

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

    private static HttpRequestMessage Accepting(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var mediaType in MediaTypes.Manifests)
            request.Headers.Accept.ParseAdd(mediaType);
        return request;
    }

    // <…>; rel="next" of RFC 8288, on the same registry.
    private static Uri? NextPage(HttpResponseMessage response, Uri current)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
            return null;

        foreach (var link in links)
        {
            var (open, close) = (
                link.IndexOf('<', StringComparison.Ordinal),
                link.IndexOf('>', StringComparison.Ordinal)
            );
            if (open < 0 || close < open || !link[close..].Contains("next", StringComparison.Ordinal))
                continue;
            var next = new Uri(current, link[(open + 1)..close]);
            return next.Authority == current.Authority ? next : null;
        }

        return null;
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

    private async Task<byte[]> BodyAsync(
        HttpResponseMessage response,
        int limit,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var silence = new CancellationTokenSource(_transport.Silence, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(limit, either.Token);
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw OciErrors.TooLarge("manifest-too-large", $"{what} has over {limit:N0} bytes.");
        }
        catch (Exception e) when (RegistryTransport.IsBroken(e, cancellationToken))
        {
            throw RegistryErrors.Unreachable(Address, e);
        }
    }

    private TokenScope Scope(bool push = false) => new(_registry, Repository, push, push ? MountFrom : null);
}

internal sealed record TagList(IReadOnlyList<string>? Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TagList))]
internal sealed partial class RegistryContext : JsonSerializerContext;
