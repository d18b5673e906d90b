namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// How much a file may grow when it is read: what it declares costs memory only as far as the file itself could hold it,
/// compression counted.
/// </summary>
/// <param name="fileLength">The file's bytes.</param>
internal sealed class MemoryBudget(long fileLength)
{
    // Weights hardly shrink; a file that grows beyond this is made to.
    private const long Ratio = 100;
    private const long Slack = 64 << 20;

    private long _left = Slack + (fileLength * Ratio);

    /// <exception cref="ImportException">The file declares more than it can hold.</exception>
    public void Take(string what, long bytes)
    {
        if (bytes < 0 || bytes > _left)
        {
            throw Corrupt.File($"{what} declares {bytes} bytes, more than a file of {fileLength} bytes can hold.");
        }

        _left -= bytes;
    }
}
