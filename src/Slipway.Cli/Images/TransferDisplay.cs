using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Cli.Images;

/// <summary>Shows blobs that move, a bar for each where progress is shown, and counts them. Thread-safe.</summary>
internal sealed class TransferDisplay(CliConsole.AddBar addBar)
{
    private long _moved;
    private int _blobs;
    private int _present;

    /// <summary>Runs what moves blobs, and returns what moved.</summary>
    public static async Task<TransferDisplay> RunAsync(CliConsole console, Func<TransferDisplay, Task> work)
    {
        TransferDisplay? display = null;
        await console.BarsAsync(addBar => work(display = new TransferDisplay(addBar)));
        return display!;
    }

    /// <summary>Bytes of the blobs that moved.</summary>
    public long BytesMoved => Interlocked.Read(ref _moved);

    public int BlobsMoved => Volatile.Read(ref _blobs);

    /// <summary>Blobs that were there already.</summary>
    public int BlobsPresent => Volatile.Read(ref _present);

    /// <summary>In words, as <c>1 layer of 3.2 KB sent, 5 were there</c>.</summary>
    public string Summary(string verb) =>
        BlobsMoved == 0
            ? $"all of {BlobsPresent} blobs were there"
            : $"{BlobsMoved} {(BlobsMoved == 1 ? "blob" : "blobs")} of {ByteSize.Of(BytesMoved)} {verb}, {BlobsPresent} were there";

    /// <summary>For <see cref="ContentCopyOptions.Transfers"/>.</summary>
    public IProgress<BlobTransfer> Track(Descriptor blob) =>
        new Blob(this, addBar($"{blob.Digest.Short} {ByteSize.Of(blob.Size)}", Math.Max(1, blob.Size)));

    private void Count(BlobTransfer transfer)
    {
        if (transfer.State == BlobTransferState.Present)
        {
            Interlocked.Increment(ref _present);
        }
        else if (transfer.State == BlobTransferState.Done)
        {
            Interlocked.Increment(ref _blobs);
            Interlocked.Add(ref _moved, transfer.Bytes);
        }
    }

    private sealed class Blob(TransferDisplay display, Action<double, string?> bar) : IProgress<BlobTransfer>
    {
        public void Report(BlobTransfer value)
        {
            display.Count(value);
            if (value.State == BlobTransferState.Present)
                bar(double.MaxValue, "was there");
            else
                bar(value.Bytes, null);
        }
    }
}
