using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;

namespace Slipway.Serving.Sources.Remote.Registries;

/// <summary>Adds what blobs tell of themselves to the figures of their model. Thread-safe.</summary>
internal sealed class TransferFigures(TransferProgress progress, StoredModel model)
{
    // Files with the same content are one blob, and the config is one besides.
    private readonly long _total = model.Content.Children().DistinctBy(blob => blob.Digest).Sum(blob => blob.Size);
    private bool _hasBegun;

    /// <summary>For <see cref="ContentCopyOptions.Transfers"/>: what is asked for the first of is not all here.</summary>
    public IProgress<BlobTransfer> Track(Descriptor blob)
    {
        if (!Interlocked.Exchange(ref _hasBegun, true))
            progress.Begin(_total);
        return new Blob(progress, blob);
    }

    private sealed class Blob(TransferProgress progress, Descriptor blob) : IProgress<BlobTransfer>
    {
        private long _seen;

        public void Report(BlobTransfer value)
        {
            // A transfer that starts anew goes back.
            var change = value.Bytes - _seen;
            if (value.State == BlobTransferState.Present)
                progress.Found(blob.Size);
            else if (change < 0)
                progress.Found(change);
            else
                progress.Fetched(change);
            _seen = value.Bytes;
        }
    }
}
