using System.IO.Compression;
using System.Text;
using Slipway.Oci.Content;

namespace Slipway.Oci.Layers;

/// <summary>
/// Layers that were compressed before, by what is in them, so that an image of which little changed is built in the time
/// that reading takes. Shared between processes: entries are put in place whole. What was cut is made anew; other damage is told when it is
/// read.
/// </summary>
public sealed class LayerCache(string folder)
{
    /// <summary>Part of an entry's name: another way of compressing is another entry.</summary>
    private const string Form = "gzip1";

    /// <summary>The layer of these files, compressed now or before.</summary>
    /// <param name="files">What is in it.</param>
    /// <param name="time">Of all entries.</param>
    /// <param name="level">How hard the compressor tries.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CachedLayer> GetAsync(
        LayerFiles files,
        DateTimeOffset time,
        CompressionLevel level,
        CancellationToken cancellationToken
    )
    {
        var diffId = await LayerWriter.MeasureAsync(files, time, cancellationToken);
        var name = NameOf(diffId, level);
        if (Known(name) is { } descriptor)
            return new CachedLayer(new WrittenLayer(descriptor, diffId), name);

        Directory.CreateDirectory(folder);
        var partial = $"{name}.{Guid.NewGuid():N}.partial";
        try
        {
            WrittenLayer written;
            await using (
                var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 << 10)
            )
            {
                written = await LayerWriter.WriteAsync(files, time, file, level, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            // A file that changed while it was read.
            if (written.DiffId != diffId)
                throw OciErrors.Corrupt("The files of the image changed while it was built. Build it again.");

            File.Move(partial, name, overwrite: true);
            File.WriteAllBytes(partial, OciJson.Write(written.Descriptor, OciJson.Context.Descriptor));
            File.Move(partial, DescriptorOf(name), overwrite: true);
            return new CachedLayer(written, name);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>
    /// The layer that was made under <paramref name="key"/> before, or else of <paramref name="gather"/>'s files: so that what goes
    /// into a layer need not be read to know what comes out.
    /// </summary>
    /// <param name="key">Another for other files, times or modes.</param>
    /// <param name="gather">Gathers the files.</param>
    /// <param name="time">Of all entries.</param>
    /// <param name="level">How hard the compressor tries.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CachedLayer> GetAsync(
        string key,
        Func<CancellationToken, Task<LayerFiles>> gather,
        DateTimeOffset time,
        CompressionLevel level,
        CancellationToken cancellationToken
    )
    {
        var hash = Digest.Of(Encoding.UTF8.GetBytes($"{key}\n{time.ToUnixTimeSeconds()}"));
        var pointer = Path.Combine(folder, $"{hash.Hex}.key");
        if (ReadPointer(pointer) is { } diffId && Known(NameOf(diffId, level)) is { } known)
            return new CachedLayer(new WrittenLayer(known, diffId), NameOf(diffId, level));

        var layer = await GetAsync(await gather(cancellationToken), time, level, cancellationToken);
        var partial = $"{pointer}.{Guid.NewGuid():N}.partial";
        await File.WriteAllTextAsync(partial, layer.Layer.DiffId.ToString(), cancellationToken);
        File.Move(partial, pointer, overwrite: true);
        return layer;
    }

    private string NameOf(Digest diffId, CompressionLevel level) =>
        Path.Combine(folder, $"{diffId.Hex}.{Form}.{level}");

    private static Digest? ReadPointer(string file)
    {
        try
        {
            return Digest.TryParse(File.ReadAllText(file), out var digest) ? digest : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string DescriptorOf(string name) => name + ".json";

    // What it holds is checked by whoever reads it.
    private static Descriptor? Known(string name)
    {
        try
        {
            var descriptor = OciJson.Read(
                File.ReadAllBytes(DescriptorOf(name)),
                OciJson.Context.Descriptor,
                "An entry of the cache"
            );
            return new FileInfo(name) is { Exists: true } file && file.Length == descriptor.Size ? descriptor : null;
        }
        catch (Exception e) when (e is IOException or Errors.ServingException)
        {
            return null;
        }
    }
}

/// <summary>A layer, and the file that holds it.</summary>
public sealed record CachedLayer(WrittenLayer Layer, string File)
{
    /// <summary>Opens it; reading fails where the file is not what it was.</summary>
    public Stream Open(Descriptor descriptor) =>
        new VerifiedStream(System.IO.File.OpenRead(File), descriptor, $"the cache (delete {File} and build again)");

    /// <summary>Adds it to where an image is put together; reading checks that the file is what it was.</summary>
    public Task AddToAsync(IContentTarget target, IProgress<long>? progress, CancellationToken cancellationToken) =>
        target.AddAsync(
            Layer.Descriptor,
            _ => Task.FromResult<Stream>(System.IO.File.OpenRead(File)),
            progress,
            cancellationToken
        );
}
