using Slipway.Errors;

namespace Slipway.Oci.Layouts;

/// <summary>Puts a blob where it belongs, beside others that read the same folder.</summary>
internal static class BlobFile
{
    /// <summary>Writes <paramref name="content"/>, whole or not at all, over what is there.</summary>
    /// <param name="path">Folders above it are made.</param>
    /// <param name="content">To its end, which fails where it is not what it should be.</param>
    /// <param name="progress">Told how many bytes are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">It cannot be written.</exception>
    public static async Task PlaceAsync(
        string path,
        Stream content,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var file = Create(partial))
            {
                var buffer = new byte[128 << 10];
                for (var total = 0L; await content.ReadAsync(buffer, cancellationToken) is > 0 and var read; )
                {
                    await WriteAsync(file, buffer.AsMemory(0, read), cancellationToken);
                    progress?.Report(total += read);
                }

                Finish(file);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    private static async ValueTask WriteAsync(
        FileStream file,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            throw CannotWrite(file.Name, e);
        }
    }

    private static void Finish(FileStream file)
    {
        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw CannotWrite(file.Name, e);
        }
    }

    private static ServingException CannotWrite(string path, Exception cause) =>
        new(
            ServingErrorCode.ResourceExhausted,
            $"'{Path.GetDirectoryName(path)}' cannot be written: {cause.Message} Nothing was put there.",
            cause
        )
        {
            Reason = "cannot-write",
        };
}
