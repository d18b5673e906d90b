using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Unpacking;

/// <summary>Layers with anything in them.</summary>
internal sealed class TestLayer
{
    private readonly List<Action<TarWriter>> _entries = [];

    public TestLayer File(string name, string content = "content") => File(name, Encoding.UTF8.GetBytes(content));

    public TestLayer File(string name, byte[] content)
    {
        _entries.Add(tar =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) })
        );
        return this;
    }

    public TestLayer Folder(string name)
    {
        _entries.Add(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name)));
        return this;
    }

    public TestLayer Other(TarEntryType type, string name, string? target = null)
    {
        _entries.Add(tar =>
        {
            var entry = new PaxTarEntry(type, name);
            if (target is not null)
                entry.LinkName = target;
            tar.WriteEntry(entry);
        });
        return this;
    }

    /// <summary>The layer, and its bytes.</summary>
    public (Descriptor Layer, byte[] Bytes) Pack(string mediaType = MediaTypes.LayerGzip)
    {
        using var packed = new MemoryStream();
        var isGzip = mediaType.EndsWith("gzip", StringComparison.Ordinal);
        using (Stream stream = isGzip ? new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true) : packed)
        using (var tar = new TarWriter(stream))
            _entries.ForEach(add => add(tar));
        var bytes = packed.ToArray();
        return (Descriptor.Of(mediaType, bytes), bytes);
    }
}
