namespace Slipway.Importers.Trees;

/// <summary>Reads files whose size is not trusted.</summary>
internal static class FileHead
{
    /// <summary>The first bytes, as many as there are.</summary>
    public static byte[] Read(string path, int count)
    {
        using var file = File.OpenRead(path);
        var head = new byte[count];
        return head[..file.ReadAtLeast(head, count, throwOnEndOfStream: false)];
    }

    /// <exception cref="ImportException">It is larger than <paramref name="limit"/>.</exception>
    public static byte[] ReadAll(string path, long limit)
    {
        var length = new FileInfo(path).Length;
        return length <= limit
            ? File.ReadAllBytes(path)
            : throw new ImportException(
                ImportReasons.TooLarge,
                $"'{Path.GetFileName(path)}' has {length >> 20} MB; models of trees are read up to {limit >> 20} MB."
            );
    }
}
