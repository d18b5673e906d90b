using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Tests.Layers;

public sealed class LayerWriterTests
{
    private static readonly string LongName = $"deep/{string.Join('/', Enumerable.Repeat("folder", 30))}/model.onnx";

    [Fact]
    public async Task Write_Files_AreATarWithWhatWasAdded()
    {
        var (layer, bytes) = await WriteAsync(Example());

        layer.Descriptor.Should().Be(Descriptor.Of(MediaTypes.LayerGzip, bytes));
        var entries = await ReadAsync(bytes);
        entries
            .Select(entry => entry.Name)
            .Should()
            .ContainInOrder("app/", "app/Slipway.Server", "app/current", "data/", "etc/", "etc/passwd");
        entries.Should().Contain(entry => entry.Name == LongName);
        entries.Should().OnlyContain(entry => entry.ModificationTime == DateTimeOffset.UnixEpoch);

        var server = entries.Single(entry => entry.Name == "app/Slipway.Server");
        server.Mode.Should().Be(LayerFiles.Program);
        (server.Uid, server.Gid).Should().Be((0, 0));
        Text(server).Should().Be("#!");
        entries.Single(entry => entry.Name == "app/current").LinkName.Should().Be("Slipway.Server");
        var data = entries.Single(entry => entry.Name == "data/");
        (data.Uid, data.Gid).Should().Be((65532, 65532));
        entries.Should().OnlyContain(entry => entry is PosixTarEntry && ((PosixTarEntry)entry).UserName.Length == 0);
    }

    [Fact]
    public async Task Write_SameFilesInAnotherOrder_IsTheSameLayer()
    {
        var (layer, bytes) = await WriteAsync(Example());
        var (other, otherBytes) = await WriteAsync(Example(backwards: true));

        other.Should().Be(layer);
        otherBytes.Should().Equal(bytes);
        (await LayerWriter.MeasureAsync(Example(), DateTimeOffset.UnixEpoch, CancellationToken.None))
            .Should()
            .Be(layer.DiffId);
    }

    // The digest of an image is promised to be the same on every machine. What changes this changes all images.
    [Fact]
    public async Task Write_KnownFiles_HaveTheirDigest()
    {
        var (layer, _) = await WriteAsync(Example());

        layer.DiffId.ToString().Should().Be("sha256:ae0bda4e88414891a6f1b5047046079b837d4a19fd07b0ba3e446b174efd4df1");
        layer
            .Descriptor.Digest.ToString()
            .Should()
            .Be("sha256:bbbda3a35fccca9c06c64ea1e94bc915f383d6293dbab576dfb63e1f142078fb");
    }

    [Fact]
    public async Task Write_DiffId_IsOfTheTarInside()
    {
        var (layer, bytes) = await WriteAsync(Example());

        await using var tar = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        (await Digest.OfAsync(tar, CancellationToken.None)).Should().Be(layer.DiffId);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("/")]
    public void Add_PathThatLeadsElsewhere_IsRefused(string path)
    {
        var add = () => new LayerFiles().AddFile(path, "x"u8.ToArray());

        add.Should().Throw<ServingException>().Where(e => e.Reason == "layer-path");
    }

    [Fact]
    public async Task AddTree_Folder_KeepsWhatCountsAndNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-layer-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "model.onnx"), "weights");
            File.WriteAllText(Path.Combine(folder.FullName, "run.sh"), "#!");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder.FullName, "model.onnx"), UnixFileMode.UserRead);
                File.SetUnixFileMode(
                    Path.Combine(folder.FullName, "run.sh"),
                    UnixFileMode.UserRead | UnixFileMode.UserExecute
                );
            }

            File.CreateSymbolicLink(Path.Combine(folder.FullName, "latest"), "model.onnx");
            var files = new LayerFiles();
            files.AddTree("models/iris/1", folder);

            var entries = await ReadAsync((await WriteAsync(files)).Bytes);
            entries
                .Select(entry => (entry.Name, entry.Mode))
                .Should()
                .Equal(
                    ("models/", LayerFiles.Program),
                    ("models/iris/", LayerFiles.Program),
                    ("models/iris/1/", LayerFiles.Program),
                    ("models/iris/1/latest", (UnixFileMode)0x1FF),
                    ("models/iris/1/model.onnx", LayerFiles.PlainFile),
                    ("models/iris/1/run.sh", LayerFiles.Program)
                );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LayerFiles Example(bool backwards = false)
    {
        Action<LayerFiles>[] steps =
        [
            files => files.AddFile("app/Slipway.Server", "#!"u8.ToArray(), LayerFiles.Program),
            files => files.AddLink("app/current", "Slipway.Server"),
            files => files.AddFolder("data", userId: 65532, groupId: 65532),
            files => files.AddFile("/etc/passwd", "app:x:65532:65532::/:\n"u8.ToArray()),
            files => files.AddFile(LongName, Enumerable.Range(0, 10_000).Select(i => (byte)(i * i / 7)).ToArray()),
        ];
        var result = new LayerFiles();
        foreach (var step in backwards ? steps.Reverse() : steps)
            step(result);
        return result;
    }

    private static async Task<(WrittenLayer Layer, byte[] Bytes)> WriteAsync(LayerFiles files)
    {
        using var target = new MemoryStream();
        var layer = await LayerWriter.WriteAsync(
            files,
            DateTimeOffset.UnixEpoch,
            target,
            CompressionLevel.Optimal,
            CancellationToken.None
        );
        return (layer, target.ToArray());
    }

    private static async Task<List<TarEntry>> ReadAsync(byte[] bytes)
    {
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await using var reader = new TarReader(gzip);
        var entries = new List<TarEntry>();
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }

    private static string Text(TarEntry entry)
    {
        using var reader = new StreamReader(entry.DataStream!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
