using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// Brings one object into a file, over any number of broken connections and of processes: what is there stays, with a
/// note beside it of what it is and how much of it is on the disk for certain.
/// </summary>
internal sealed class ObjectDownload(
    ObjectStore store,
    RemoteClient client,
    RemoteSourceOptions options,
    TimeProvider time,
    ILogger log
)
{
    private const int BufferBytes = 128 << 10;

    private readonly RetryPolicy _retry = new(options, time);

    /// <summary>Returns when the file is whole, verified and on the disk.</summary>
    /// <exception cref="ServingException">
    /// It could not be had. What came so far is kept where going on may help, and else deleted.
    /// </exception>
    public async Task RunAsync(
        StoredObject stored,
        string file,
        TransferProgress progress,
        CancellationToken cancellationToken
    )
    {
        var transfer = new Transfer(stored, file, ReadNote(stored, file), progress);
        try
        {
            await using (transfer)
            {
                await FetchAsync(transfer, cancellationToken);
                await transfer.SaveAsync();
            }

            await VerifyAsync(transfer, cancellationToken);
        }
        catch (Exception e)
            when (e is not OperationCanceledException and not ServingException { Reason: RemoteException.Unreachable })
        {
            progress.Found(-transfer.Offset);
            Delete(file);
            throw;
        }
    }

    /// <summary>Forgets a file that has been moved to its place.</summary>
    public static void Delete(string file)
    {
        File.Delete(NoteOf(file));
        File.Delete(file);
    }

    private static string NoteOf(string file) => file + ".json";

    private static PartialState? ReadNote(StoredObject stored, string file)
    {
        try
        {
            var note = JsonSerializer.Deserialize(
                File.ReadAllBytes(NoteOf(file)),
                MirrorJsonContext.Default.PartialState
            );
            // Only an ETag says for certain that the rest belongs to the beginning.
            return
                stored.ETag is not null
                && note?.Identity == stored.Identity
                && note.Offset <= (stored.Size ?? long.MaxValue)
                && new FileInfo(file) is { Exists: true } info
                && info.Length >= note.Offset
                ? note
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private async Task FetchAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (transfer.Offset != transfer.Stored.Size || transfer.Offset == 0)
        {
            var before = transfer.Offset;
            try
            {
                await AttemptAsync(transfer, cancellationToken);
                return;
            }
            catch (ServingException e)
            {
                await transfer.SaveAsync();
                failures = transfer.Offset > before ? 1 : failures + 1;
                if (!_retry.IsWorthwhile(e, failures))
                    throw;
                var delay = _retry.DelayAfter(e, failures);
                var why = e.InnerException is { } cause ? RemoteClient.WordsFor(cause) : e.Message;
                log.Resuming(store.Describe(transfer.Stored), transfer.Offset, why, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await transfer.SaveAsync();
                throw;
            }
        }
    }

    private async Task AttemptAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var stored = transfer.Stored;
        if (stored.ETag is null)
            transfer.StartOver();
        using var response = await store.OpenAsync(stored, transfer.Offset, cancellationToken);
        Check(response, transfer);
        var what = store.Describe(stored);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (await client.ReadAsync(body, buffer, what, cancellationToken) is > 0 and var read)
        {
            if (transfer.Offset + read > (stored.Size ?? options.MaxModelBytes))
                throw TooLong(stored);
            await transfer.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (transfer.Unsaved >= options.CheckpointBytes)
                await transfer.SaveAsync();
        }

        if (transfer.Offset < (stored.Size ?? 0))
            throw RemoteClient.Unreachable(what, new IOException("too short"));
    }

    private void Check(HttpResponseMessage response, Transfer transfer)
    {
        var stored = transfer.Stored;
        var tag = ObjectStore.Strong(response.Headers.ETag);
        if (stored.ETag is not null && tag is not null && tag != stored.ETag)
            throw RemoteException.FromStatus(store.Describe(stored), HttpStatusCode.PreconditionFailed, null, "");
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (range?.From != transfer.Offset || (range.Length is { } whole && whole != (stored.Size ?? whole)))
            {
                throw RemoteException.Create(
                    RemoteException.Refused,
                    $"The server of '{store.Describe(stored)}' sends another part than the one asked for."
                );
            }
        }
        else
        {
            // The whole, whatever was asked for.
            transfer.StartOver();
        }

        if (
            response.Content.Headers.ContentLength is { } rest
            && transfer.Offset + rest > (stored.Size ?? options.MaxModelBytes)
        )
        {
            throw TooLong(stored);
        }

        transfer.Checksum ??= stored.Checksum ?? store.ChecksumOf(response);
    }

    private ServingException TooLong(StoredObject stored) =>
        stored.Size is { } size
            ? RemoteException.Create(
                RemoteException.Refused,
                $"'{store.Describe(stored)}' is longer than the {size:N0} bytes that its server announced. If it was "
                    + "replaced just now, the next look fetches it."
            )
            : MirrorPlan.TooLarge(store.Describe(stored), "", options.MaxModelBytes, options.MaxModelBytes);

    private async Task VerifyAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        if ((transfer.Stored.Checksum ?? transfer.Checksum) is not { } expected)
            return;
        var actual = await expected.ComputeAsync(transfer.File, cancellationToken);
        if (actual != expected.Hex)
        {
            throw RemoteException.Create(
                RemoteException.Corrupt,
                $"'{store.Describe(transfer.Stored)}' arrived with another {expected.Algorithm.Name} than it should have "
                    + $"({actual} instead of {expected.Hex}) and was thrown away. It is damaged on the way or at its "
                    + "server, or the expected checksum is another file's."
            );
        }
    }

    /// <summary>The file of one object and how far it is.</summary>
    private sealed class Transfer : IAsyncDisposable
    {
        private readonly FileStream _stream;
        private readonly TransferProgress _progress;

        public Transfer(StoredObject stored, string file, PartialState? note, TransferProgress progress)
        {
            (Stored, File, Offset, _progress) = (stored, file, note?.Offset ?? 0, progress);
            if (note is { Algorithm: { } algorithm, Digest: { } digest })
                Checksum = new Checksum(new System.Security.Cryptography.HashAlgorithmName(algorithm), digest);
            _stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, useAsync: true);
            // Beyond the last note, the loss of power may have left holes.
            _stream.SetLength(Offset);
            _stream.Position = Offset;
            _progress.Found(Offset);
        }

        public StoredObject Stored { get; }

        public string File { get; }

        public long Offset { get; private set; }

        public long Unsaved { get; private set; }

        public Checksum? Checksum { get; set; }

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await _stream.WriteAsync(bytes, cancellationToken);
            Offset += bytes.Length;
            Unsaved += bytes.Length;
            _progress.Fetched(bytes.Length);
        }

        public void StartOver()
        {
            if (Offset == 0)
                return;
            _progress.Found(-Offset);
            (Offset, Unsaved, Checksum) = (0, 0, null);
            _stream.SetLength(0);
        }

        /// <summary>Brings to the disk what has come, then the note of it.</summary>
        public async Task SaveAsync()
        {
            if (_stream.Length != Offset)
                _stream.SetLength(Offset);
            _stream.Position = Offset;
            _stream.Flush(flushToDisk: true);
            var note = new PartialState(Stored.Identity, Offset, Checksum?.Algorithm.Name, Checksum?.Hex);
            var json = JsonSerializer.SerializeToUtf8Bytes(note, MirrorJsonContext.Default.PartialState);
            var fresh = NoteOf(File) + ".new";
            await System.IO.File.WriteAllBytesAsync(fresh, json);
            System.IO.File.Move(fresh, NoteOf(File), overwrite: true);
            Unsaved = 0;
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();
    }
}
