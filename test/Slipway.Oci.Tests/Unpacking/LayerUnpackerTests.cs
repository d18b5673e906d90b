using System.Formats.Tar;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Tests.Unpacking;

public sealed class LayerUnpackerTests : IDisposable
{
    private static readonly ArchiveLimits Ample = new(10_000_000);

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder["out"];

    public LayerUnpackerTests() => Directory.CreateDirectory(Out);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MediaTypes.Layer)]
    [InlineData(MediaTypes.LayerGzip)]
    [InlineData(MediaTypes.DockerLayerGzip)]
    public void Add_Layers_StandAboveEachOther(string mediaType)
    {
        Unpack(
            Image(),
            new TestLayer().Folder("iris/").File("iris/1/model.onnx", "old").File("labels.txt", "a").Pack(mediaType),
            new TestLayer().File("iris/1/model.onnx", "new").File("./iris/2/model.onnx", "two").Pack(mediaType)
        );
        Files().Should().Equal("iris/1/model.onnx=new", "iris/2/model.onnx=two", "labels.txt=a");
    }

    [Fact]
    public void Add_Whiteout_RemovesWhatIsBelow()
    {
        Unpack(
            Image(),
            new TestLayer().File("a", "1").File("b/c", "2").File("b/d/e", "3").File("f", "4").Pack(),
            new TestLayer().File(".wh.a", "").File("b/.wh.d", "").File(".wh.none", "").File(".wh..wh.plnk", "").Pack()
        );
        Files().Should().Equal("b/c=2", "f=4");
    }

    /// <summary>Wherever in the layer the mark is, what the layer itself brings stays.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Add_OpaqueFolder_HasOnlyWhatItsLayerBrings(bool markFirst)
    {
        var upper = new TestLayer();
        if (markFirst)
            upper.File("b/.wh..wh..opq", "");
        upper.File("b/new", "n").File("b/d/new", "n");
        if (!markFirst)
            upper.File("b/.wh..wh..opq", "");
        Unpack(Image(), new TestLayer().File("b/old", "1").File("b/d/old", "2").File("a", "3").Pack(), upper.Pack());
        Files().Should().Equal("a=3", "b/d/new=n", "b/new=n");
    }

    /// <summary>As a Dockerfile over an image makes it that removes all models and copies others.</summary>
    [Theory]
    [InlineData(".wh.models")]
    [InlineData(".wh..wh..opq")]
    public void Add_WhiteoutOfTheFolderThatIsTaken_RemovesWhatIsBelow(string mark)
    {
        Unpack(
            Image("models"),
            new TestLayer().File("models/iris/1/model.onnx", "old").File("etc/passwd", "x").Pack(),
            new TestLayer().File(mark, "").File("models/iris/2/model.onnx", "new").Pack()
        );
        Files().Should().Equal("iris/2/model.onnx=new");
    }

    [Fact]
    public void Add_WhiteoutOfItsOwnLayersFile_LeavesIt()
    {
        Unpack(Image(), new TestLayer().File("a", "own").File(".wh.a", "").Pack());
        Files().Should().Equal("a=own");
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData("b/.wh..")]
    [InlineData("b/.wh...")]
    public void Add_WhiteoutThatLeadsElsewhere_IsRefused(string name)
    {
        File.WriteAllText(_folder["beside"], "stays");
        var failure = Refused(Image(), new TestLayer().File("b/a").Pack(), new TestLayer().File(name, "").Pack());
        failure.Reason.Should().Be(UnpackingErrors.BadArchive);
        File.Exists(_folder["beside"]).Should().BeTrue();
    }

    [Fact]
    public void Add_FileInPlaceOfAFolder_AndTheOtherWayRound()
    {
        Unpack(
            Image(),
            new TestLayer().File("a/b", "1").File("c", "2").Pack(),
            new TestLayer().File("a", "file").Folder("c/").File("c/d", "inside").Pack()
        );
        Files().Should().Equal("a=file", "c/d=inside");
    }

    [Fact]
    public void Add_FileBelowAFile_IsRefused() =>
        Refused(Image(), new TestLayer().File("a", "1").File("a/b", "2").Pack())
            .Reason.Should()
            .Be(UnpackingErrors.BadArchive);

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a\\..\\..\\evil")]
    [InlineData("..")]
    public void Add_NameThatLeadsOut_IsRefused(string name)
    {
        Refused(Image(), new TestLayer().File("good").File(name).Pack()).Reason.Should().Be(UnpackingErrors.BadName);
        Refused(Artifact(), new TestLayer().File(name).Pack()).Reason.Should().Be(UnpackingErrors.BadName);
        OnlyOutIsThere();
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "/etc")]
    [InlineData(TarEntryType.SymbolicLink, "../..")]
    [InlineData(TarEntryType.SymbolicLink, "beside")]
    [InlineData(TarEntryType.HardLink, "/etc/passwd")]
    [InlineData(TarEntryType.HardLink, "beside")]
    [InlineData(TarEntryType.Fifo, null)]
    [InlineData(TarEntryType.CharacterDevice, null)]
    [InlineData(TarEntryType.BlockDevice, null)]
    public void Add_LinkOrDevice_IsRefused(TarEntryType type, string? target)
    {
        var layer = new TestLayer().File("beside").Other(type, "link", target).File("link/passwd", "root").Pack();
        Refused(Image(), layer).Reason.Should().Be(UnpackingErrors.BadArchive);
        OnlyOutIsThere();
    }

    [Fact]
    public void Add_BelowOneFolder_PassesOverTheRest()
    {
        Unpack(
            Image("models"),
            new TestLayer()
                .Folder("/")
                .Other(TarEntryType.SymbolicLink, "bin", "usr/bin")
                .Other(TarEntryType.CharacterDevice, "dev/null")
                .File("usr/share/man/Foo::Bar.3", "a name that no file here may have")
                .File("modelsX/a", "not below")
                .Folder("models/")
                .File("models/iris/model.onnx", "old")
                .Pack(),
            new TestLayer().File("usr/.wh.share", "").File("models/iris/model.onnx", "new").Pack()
        );
        Files().Should().Equal("iris/model.onnx=new");
    }

    [Theory]
    [InlineData("usr/../models/evil")]
    [InlineData("../models/evil")]
    [InlineData("/models/evil")]
    [InlineData("models/../evil")]
    public void Add_BelowOneFolder_StillRefusesNamesThatLeadOut(string name)
    {
        Refused(Image("models"), new TestLayer().File(name).Pack()).Reason.Should().Be(UnpackingErrors.BadName);
        OnlyOutIsThere();
    }

    [Fact]
    public void Add_FolderOfModelsThatIsALink_IsRefused() =>
        Refused(Image("models"), new TestLayer().Other(TarEntryType.SymbolicLink, "models", "/etc").Pack())
            .Message.Should()
            .Contain("link");

    [Theory]
    [InlineData("models")]
    [InlineData(null)]
    public void Add_MoreThanIsAllowed_IsRefused(string? only)
    {
        var layer = new TestLayer().File("zeros", new byte[2_000_000]).Pack();
        var failure = Refused(Image(only, new ArchiveLimits(1_000_000)), layer);
        failure.Reason.Should().Be(UnpackingErrors.TooLarge, "what is passed over is unpacked, too");
        failure.Message.Should().Contain("1.00 MB").And.Contain("--max-model-bytes");
    }

    [Fact]
    public void Add_LayersThatAreTooMuchTogether_AreRefused()
    {
        var (one, two) = (new TestLayer().File("a", new byte[600_000]), new TestLayer().File("b", new byte[600_000]));
        Refused(Image(limits: new ArchiveLimits(1_000_000)), one.Pack(), two.Pack())
            .Reason.Should()
            .Be(UnpackingErrors.TooLarge);
    }

    /// <summary>Half a gigabyte of zeros in half a megabyte.</summary>
    [Fact]
    public void Add_Bomb_IsRefusedForItsRatio()
    {
        var layer = new TestLayer().File("zeros", new byte[300 << 20]).Pack();
        var limits = new ArchiveLimits(10L << 30) { PackedBytes = layer.Bytes.Length };
        Refused(Image(limits: limits), layer).Message.Should().Contain("200 times");
        Files().Should().BeEmpty("it is told before it is written");
    }

    [Fact]
    public void Add_TooManyEntries_IsRefused()
    {
        var layer = new TestLayer();
        for (var i = 0; i <= 10; i++)
            layer.Folder($"f{i}/");
        Refused(Image(limits: new ArchiveLimits(1000, MaxEntries: 10)), layer.Pack())
            .Message.Should()
            .Contain("more than 10 entries");
    }

    [Fact]
    public void Add_TooManyFoldersInFolders_IsRefused() =>
        Refused(Image(), new TestLayer().File(string.Join('/', Enumerable.Repeat("d", 70))).Pack())
            .Message.Should()
            .Contain("64 folders deep");

    [Fact]
    public void Add_SameFileTwiceInALayer_IsRefused() =>
        Refused(Image(), new TestLayer().File("a", "1").File("a", "2").Pack()).Message.Should().Contain("twice");

    [Fact]
    public void Add_SameFileInTwoLayersOfAnArtifact_IsRefused() =>
        Refused(Artifact(), new TestLayer().File("a", "1").Pack(), new TestLayer().File("a", "2").Pack())
            .Message.Should()
            .Contain("twice");

    [Fact]
    public void Add_ArtifactWithAnArchive_HasNoWhiteouts()
    {
        Unpack(Artifact(), new TestLayer().File("a", "1").Pack(), new TestLayer().File(".wh.a", "").Pack());
        Files().Should().Equal(".wh.a=", "a=1");
    }

    [Fact]
    public void Add_Zstd_IsRefusedWithTheRemedy()
    {
        var layer = Descriptor.Of(MediaTypes.LayerZstd, [1, 2, 3]);
        var failure = Refused(Image(), (layer, [1, 2, 3]));
        failure.Reason.Should().Be("unsupported-compression");
        failure.Message.Should().Contain("zstd").And.Contain("skopeo copy");
    }

    [Fact]
    public void Add_NoArchiveAtAll_IsRefused()
    {
        var layer = Descriptor.Of("application/vnd.example.squashfs", [1, 2, 3]);
        Refused(Image(), (layer, [1, 2, 3])).Reason.Should().Be("unsupported-layer");
        Refused(Image(), (Descriptor.Of(MediaTypes.Layer, [1, 2, 3]), [1, 2, 3]))
            .Reason.Should()
            .Be(UnpackingErrors.BadArchive);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void Add_CutLayer_IsRefused(double share)
    {
        var (layer, bytes) = new TestLayer().File("a", string.Concat(Enumerable.Range(0, 5000))).Pack();
        Refused(Image(), (layer, bytes[..(int)(bytes.Length * share)])).Reason.Should().Be(UnpackingErrors.BadArchive);
    }

    /// <summary>The digest is that of all bytes, also of those behind the archive's end.</summary>
    [Fact]
    public void Add_BytesBehindTheEnd_AreRead()
    {
        var (layer, bytes) = new TestLayer().File("a", "1").Pack(MediaTypes.Layer);
        using var content = new MemoryStream([.. bytes, .. new byte[100_000]]);
        Image().Add(layer, content, TestContext.Current.CancellationToken);
        content.Position.Should().Be(content.Length);
    }

    private LayerUnpacker Image(string? only = null, ArchiveLimits? limits = null) =>
        LayerUnpacker.ForImage(Out, "registry.example/iris:1", only, limits ?? Ample);

    private LayerUnpacker Artifact() => LayerUnpacker.ForArtifact(Out, "registry.example/iris:1", Ample);

    private static void Unpack(LayerUnpacker unpacker, params (Descriptor Layer, byte[] Bytes)[] layers)
    {
        foreach (var (layer, bytes) in layers)
            unpacker.Add(layer, new MemoryStream(bytes), TestContext.Current.CancellationToken);
    }

    private static ServingException Refused(LayerUnpacker unpacker, params (Descriptor Layer, byte[] Bytes)[] layers)
    {
        var unpack = () => Unpack(unpacker, layers);
        return unpack.Should().Throw<ServingException>().Which;
    }

    private void OnlyOutIsThere() => Directory.EnumerateFileSystemEntries(_folder.Root).Should().Equal(Out);

    private IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(Out, "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(Out, file)}={File.ReadAllText(file)}")
            .Order(StringComparer.Ordinal);
}
