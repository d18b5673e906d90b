using Slipway.Oci.Artifacts;
using Slipway.Oci.Caching;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Serving.Sources.Remote.Mirroring;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Registries;

/// <summary>
/// A model in a registry. What a tag names is asked for at each look; what it holds is taken from the cache of all processes,
/// which fetches what it does not have. The files of the mirror are second names of the cache's.
/// </summary>
internal sealed class RegistryOrigin : IMirrorOrigin
{
    /// <summary>Beside the mirrors.</summary>
    private const string CacheFolder = "registries";

    private readonly RemoteSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ImageReference _image;
    private readonly RegistryClient _client;
    private readonly RegistryRepository _repository;
    private (Digest Root, StoredModel Model)? _known;

    public RegistryOrigin(RemoteLocation location, RemoteSourceOptions options, TimeProvider time)
    {
        (Location, _options, _time, _image) = (location, options, time, location.Image!);
        _client = new RegistryClient(
            new RegistryOptions
            {
                PlainHttp = options.AllowHttp,
                CertificateAuthority = options.RegistryAuthorities is { } file ? AuthorityFile.Read(file) : null,
                Attempts = options.Attempts,
                FirstWait = options.RetryDelay,
                Silence = options.SilenceLimit,
                Time = time,
            }
        );
        _repository = _client.Open(_image);
    }

    public RemoteLocation Location { get; }

    public string MirrorKey => $"{_image} {_options.RegistryCheck?.Key}".TrimEnd();

    public async Task<MirrorPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var model = await FindAsync(cancellationToken);
        var digest = model.Content.Descriptor.Digest.ToString();
        var stored = new StoredObject(digest, model.Size, digest, Modified: null);
        var name = Location.LastSegment;
        var unit = new MirrorUnit(name, new Dictionary<string, StoredObject> { [digest] = stored })
        {
            IsArchive = true,
        };
        return new MirrorPlan([unit], name, Skipped: 0);
    }

    public async Task FillAsync(
        MirrorUnit unit,
        string staged,
        MirrorFolder folder,
        TransferProgress progress,
        CancellationToken cancellationToken
    )
    {
        var model = _known!.Value.Model;
        var cache = ModelCache.Open(
            Path.Combine(Path.GetDirectoryName(folder.Root)!, CacheFolder),
            _options.MaxCacheBytes,
            _time
        );
        var transfers = new TransferFigures(progress, model);
        await cache.TakeAsync(
            _repository,
            model,
            staged,
            _options.MaxModelBytes,
            new ContentCopyOptions { Concurrency = _options.Concurrency, Transfers = transfers.Track },
            cancellationToken
        );
    }

    public void Dispose() => _client.Dispose();

    // Nothing is fetched of what may not be served, and nothing is asked twice of what has not changed.
    private async Task<StoredModel> FindAsync(CancellationToken cancellationToken)
    {
        if (
            _known is { } known
            && await _repository.TryGetDigestAsync(_image.Manifest, cancellationToken) == known.Root
        )
        {
            return known.Model;
        }

        var model = await StoredModel.FindAsync(_repository, _image.Manifest, cancellationToken);
        if (_options.RegistryCheck is { } check)
            await check.CheckAsync(_repository, model, cancellationToken);
        _known = (model.Root.Digest, model);
        return model;
    }
}
