using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Sources;

namespace Slipway.Serving.Tests.Control;

/// <summary>A source that has what the test says, and tells when it is changed.</summary>
internal sealed class FakeSource : IModelSource
{
    private readonly SemaphoreSlim _changed = new(0);

    public SourceListing Listing { get; private set; } = new([], []);

    public ServingException? Unreadable { get; private set; }

    public bool IsDisposed { get; private set; }

    public static SourcedModel Model(string name, ModelConfig config, params long[] versions) =>
        new(
            name,
            $"/models/{name}",
            config,
            [
                .. versions
                    .OrderDescending()
                    .Select(version => new ModelPackage(
                        name,
                        version,
                        $"/models/{name}/{version}",
                        $"/models/{name}/{version}/model.fake",
                        "fake",
                        config
                    )
                    {
                        Fingerprint = $"{name}-{version}",
                    }),
            ]
        );

    public void Has(params SourcedModel[] models) => Change(new SourceListing(models, []), null);

    public void Change(SourceListing listing, ServingException? unreadable)
    {
        Listing = listing;
        Unreadable = unreadable;
        _changed.Release();
    }

    public Task<SourceListing> ListAsync(CancellationToken cancellationToken) =>
        Unreadable is { } error ? Task.FromException<SourceListing>(error) : Task.FromResult(Listing);

    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _changed.WaitAsync(cancellationToken);

    public void Dispose() => IsDisposed = true;
}
