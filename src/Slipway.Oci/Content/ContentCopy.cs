using System.Collections.Concurrent;

namespace Slipway.Oci.Content;

/// <summary>
/// Copies an image, an index or an artifact with everything that it points at: blobs first, several at once, each
/// manifest after what it needs, the named one last. So a reader of the target sees all of it or nothing.
/// </summary>
public sealed class ContentCopy(IContentSource source, IContentTarget target, ContentCopyOptions options) : IDisposable
{
    /// <summary>Indexes may hold indexes; real ones hold at most one below.</summary>
    private const int DeepestIndex = 4;

    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly ConcurrentDictionary<Digest, Lazy<Task>> _blobs = [];

    /// <summary>Copies what <paramref name="reference"/> names, and returns what it is.</summary>
    /// <param name="reference">A tag or a digest of the source.</param>
    /// <param name="tag">The name in the target; null where its digest is name enough.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ManifestContent> RunAsync(string reference, string? tag, CancellationToken cancellationToken)
    {
        var root = await source.ResolveAsync(reference, cancellationToken);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await CopyAsync(root, tag, depth: 0, abort);
        return root;
    }

    public void Dispose() => _slots.Dispose();

    private async Task CopyAsync(ManifestContent manifest, string? tag, int depth, CancellationTokenSource abort)
    {
        if (depth > DeepestIndex)
            throw OciErrors.Corrupt(
                $"The index in {source.Name} holds indexes, or what is about them, more than {DeepestIndex} deep."
            );

        await WhenAllOrFirstFailureAsync(
            manifest
                .Children()
                .Where(child => manifest.IsIndex || options.IsNeeded(child))
                .Select(child =>
                    manifest.IsIndex ? CopyChildAsync(child, depth, abort) : CopyBlobOnceAsync(child, abort.Token)
                ),
            abort
        );
        if (options.Referrers)
            await CopyReferrersAsync(manifest.Descriptor.Digest, depth, abort);
        await target.AddManifestAsync(manifest, tag, abort.Token);
    }

    // Before what they are about: who sees it, sees them. One after the other, for a target may have to keep their list.
    private async Task CopyReferrersAsync(Digest subject, int depth, CancellationTokenSource abort)
    {
        if (source is not IReferrers referrers)
            return;
        foreach (var referrer in await referrers.ListReferrersAsync(subject, artifactType: null, abort.Token))
            await CopyChildAsync(referrer, depth, abort);
    }

    private async Task CopyChildAsync(Descriptor child, int depth, CancellationTokenSource abort) =>
        await CopyAsync(await source.ResolveAsync(child.Digest.ToString(), abort.Token), tag: null, depth + 1, abort);

    // Images of several platforms share layers.
    private Task CopyBlobOnceAsync(Descriptor blob, CancellationToken cancellationToken) =>
        _blobs.GetOrAdd(blob.Digest, _ => new Lazy<Task>(() => CopyBlobAsync(blob, cancellationToken))).Value;

    private async Task CopyBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var transfer = options.Transfers?.Invoke(blob);
            if (await target.HasAsync(blob, cancellationToken))
            {
                transfer?.Report(BlobTransfer.Present);
                return;
            }

            var progress = transfer is null ? null : new Relay(transfer);
            await target.AddAsync(blob, token => source.OpenAsync(blob, token), progress, cancellationToken);
            transfer?.Report(BlobTransfer.Done(blob.Size));
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task WhenAllOrFirstFailureAsync(IEnumerable<Task> tasks, CancellationTokenSource abort)
    {
        var all = tasks.ToList();
        await foreach (var done in Task.WhenEach(all))
        {
            if (!done.IsCompletedSuccessfully)
                await abort.CancelAsync();
        }

        // The first that failed by itself says why; the others were only ended for it.
        if (all.Find(task => task.IsFaulted) is { } failed)
            await failed;
        await Task.WhenAll(all);
    }

    private sealed class Relay(IProgress<BlobTransfer> transfer) : IProgress<long>
    {
        public void Report(long value) => transfer.Report(BlobTransfer.Moving(value));
    }
}

/// <summary>How a <see cref="ContentCopy"/> is done.</summary>
public sealed record ContentCopyOptions
{
    /// <summary>Blobs that move at once; 1 or more, 4 by default.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Whether what is about each manifest goes along, as far as the source knows it. Default: false.</summary>
    public bool Referrers { get; init; }

    /// <summary>Which blobs of manifests are copied; default: all, without which the copy is good for a part of it only.</summary>
    public Func<Descriptor, bool> IsNeeded { get; init; } = static _ => true;

    /// <summary>Who is told of a blob, from any thread; null for nobody.</summary>
    public Func<Descriptor, IProgress<BlobTransfer>>? Transfers { get; init; }
}

/// <summary>How far a blob is.</summary>
/// <param name="Bytes">That have arrived.</param>
/// <param name="State">Whether it goes on.</param>
public readonly record struct BlobTransfer(long Bytes, BlobTransferState State)
{
    public static BlobTransfer Present => new(0, BlobTransferState.Present);

    public static BlobTransfer Moving(long bytes) => new(bytes, BlobTransferState.Moving);

    public static BlobTransfer Done(long bytes) => new(bytes, BlobTransferState.Done);
}

public enum BlobTransferState
{
    Moving,

    /// <summary>It was there already and did not move.</summary>
    Present,

    Done,
}
