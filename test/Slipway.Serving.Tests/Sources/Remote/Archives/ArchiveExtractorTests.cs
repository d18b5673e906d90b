using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Errors;
using Slipway.Oci.Unpacking;
using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Archives;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Archives;

public sealed class ArchiveExtractorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    public void Extract_FilesAndFolders_AreThere(string name)
    {
        Extract(Pack(name, ("iris/1/model.onnx", "one"), ("iris/2/model.onnx", ""), ("iris/model.yaml", "name: x")));
        Files().Should().Equal("iris/1/model.onnx=one", "iris/2/model.onnx=", "iris/model.yaml=name: x");
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public void Extract_TarOfEveryKind_IsRead(TarEntryFormat format)
    {
        var deep = format is TarEntryFormat.V7 ? "d/file" : new string('d', 90) + "/" + new string('f', 90);
        Extract(Tar("a.tar", tar => Add(tar, format, deep, "content"), tar => Add(tar, format, "./søknad", "ø")));
        Files().Should().Equal($"{deep}=content", "søknad=ø");
    }

    [Fact]
    public void Extract_PackingAroundARepository_IsTakenOff()
    {
        Extract(Pack("a.tar", ("models-1.0/iris/1/model.onnx", "1"), ("models-1.0/ner/1/model.onnx", "2")));
        Files().Should().Equal("iris/1/model.onnx=1", "ner/1/model.onnx=2");
    }

    [Theory]
    [InlineData("a.zip", "../evil")]
    [InlineData("a.zip", "/tmp/evil")]
    [InlineData("a.zip", "a/../../evil")]
    [InlineData("a.zip", "a\\..\\..\\evil")]
    [InlineData("a.tar", "../evil")]
    [InlineData("a.tar", "/tmp/evil")]
    [InlineData("a.tar", "a/../../evil")]
    [InlineData("a.tar", "..")]
    [InlineData("a.tar.gz", "a/./../../evil")]
    public void Extract_NameThatLeadsOut_IsRefused(string archive, string name)
    {
        Refused(Pack(archive, ("good", "1"), (name, "bad"))).Reason.Should().Be(RemoteException.BadName);
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo(archive, "out");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Extract_LinkOrDevice_IsRefused(TarEntryType type)
    {
        var archive = Tar(
            "a.tar",
            tar =>
            {
                var entry = new PaxTarEntry(type, "link");
                if (type is not TarEntryType.Fifo)
                    entry.LinkName = "/etc";
                tar.WriteEntry(entry);
            },
            tar => Add(tar, TarEntryFormat.Pax, "link/passwd", "root")
        );
        Refused(archive).Reason.Should().Be(RemoteException.BadArchive);
    }

    [Fact]
    public void Extract_LinkInAZip_IsRefused()
    {
        var archive = Zip(
            "a.zip",
            zip =>
            {
                var entry = zip.CreateEntry("link");
                entry.ExternalAttributes = unchecked((int)0xA1FF0000);
                using var content = new StreamWriter(entry.Open());
                content.Write("/etc/passwd");
            }
        );
        Refused(archive).Message.Should().Contain("link");
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar.gz")]
    public void Extract_Bomb_StopsAtTheLimit(string name)
    {
        var failure = Refused(Pack(name, ("zeros", new string('0', 5_000_000))), new ArchiveLimits(1_000_000));
        failure.Reason.Should().Be(RemoteException.TooLarge);
        failure.Message.Should().Contain("--max-model-bytes");
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar")]
    public void Extract_TooManyEntries_IsRefused(string name)
    {
        var archive = Pack(name, [.. Enumerable.Range(0, 11).Select(i => ($"f{i}", "x"))]);
        Refused(archive, new ArchiveLimits(1000, MaxEntries: 10)).Reason.Should().Be(RemoteException.BadArchive);
    }

    /// <summary>A zip whose entry says that it is smaller than it is.</summary>
    [Fact]
    public void Extract_ZipThatLiesAboutALength_WritesNoMore()
    {
        var archive = Pack("a.zip", ("zeros", new string('0', 100_000)));
        var bytes = File.ReadAllBytes(archive);
        foreach (var at in Enumerable.Range(0, bytes.Length - 4).Where(i => BitConverter.ToInt32(bytes, i) == 100_000))
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(at), 10);
        }

        File.WriteAllBytes(archive, bytes);
        var extract = () => Extract(archive);
        extract.Should().NotThrow<NullReferenceException>();
        new DirectoryInfo(_folder["out"]).EnumerateFiles().Sum(file => file.Length).Should().BeLessThanOrEqualTo(10);
    }

    [Fact]
    public void Extract_ExtendedHeaderOfGigabytes_IsRefusedUnread()
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes("x").CopyTo(header, 0);
        Encoding.ASCII.GetBytes("17777777777").CopyTo(header, 124);
        header[156] = (byte)'x';
        var sum = header.Sum(b => b) + (8 * ' ');
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        Refused(_folder.Write("a.tar", header)).Message.Should().Contain("header that is too large");
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    public void Extract_CutOrNoArchive_IsRefused(string name)
    {
        var whole = File.ReadAllBytes(Pack(name, ("file", string.Concat(Enumerable.Range(0, 2000)))));
        foreach (var length in (int[])[1, 100, 600, whole.Length / 2])
        {
            var cut = whole.AsSpan(0, Math.Min(length, whole.Length - 1));
            if (name == "a.tar" && length == 0)
                continue;
            Refused(_folder.Write(name, cut)).Reason.Should().Be(RemoteException.BadArchive, $"{length} bytes");
        }

        Refused(_folder.Write(name, "<html>Not found, but here is a page for you that is long enough</html>"))
            .Reason.Should()
            .Be(RemoteException.BadArchive);
    }

    [Fact]
    public void Extract_SameNameTwice_IsRefused() =>
        Refused(Pack("a.tar", ("a", "1"), ("a", "2"))).Message.Should().Contain("twice");

    private static void Add(TarWriter tar, TarEntryFormat format, string name, string content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            _ => new PaxTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        tar.WriteEntry(entry);
    }

    private string Pack(string name, params (string Name, string Content)[] files) =>
        name.EndsWith(".zip", StringComparison.Ordinal)
            ? Zip(
                name,
                [
                    .. files.Select(file =>
                        (Action<ZipArchive>)(
                            zip =>
                            {
                                using var content = new StreamWriter(zip.CreateEntry(file.Name).Open());
                                content.Write(file.Content);
                            }
                        )
                    ),
                ]
            )
            : Tar(
                name,
                [
                    .. files.Select(file =>
                        (Action<TarWriter>)(tar => Add(tar, TarEntryFormat.Pax, file.Name, file.Content))
                    ),
                ]
            );

    private string Zip(string name, params Action<ZipArchive>[] entries)
    {
        using var zip = new ZipArchive(File.Create(_folder[name]), ZipArchiveMode.Create);
        foreach (var entry in entries)
        {
            entry(zip);
        }

        return _folder[name];
    }

    private string Tar(string name, params Action<TarWriter>[] entries)
    {
        Stream stream = File.Create(_folder[name]);
        if (name.EndsWith("gz", StringComparison.Ordinal))
            stream = new GZipStream(stream, CompressionLevel.Fastest);
        using var tar = new TarWriter(stream);
        foreach (var entry in entries)
        {
            entry(tar);
        }

        return _folder[name];
    }

    private void Extract(string archive, ArchiveLimits? limits = null)
    {
        if (Directory.Exists(_folder["out"]))
            Directory.Delete(_folder["out"], recursive: true);
        ArchiveExtractor.Extract(
            archive,
            Path.GetFileName(archive),
            _folder.Folder("out"),
            limits ?? new ArchiveLimits(10_000_000),
            TestContext.Current.CancellationToken
        );
    }

    private ServingException Refused(string archive, ArchiveLimits? limits = null)
    {
        var extract = () => Extract(archive, limits);
        return extract.Should().Throw<ServingException>().Which;
    }

    private IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder["out"], file) + "=" + File.ReadAllText(file))
            .Order(StringComparer.Ordinal);
}
