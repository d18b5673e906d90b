using System.Formats.Tar;
using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Tests.Layouts;

public sealed class ArchiveReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unpack_WhatWasWritten_IsTheSameImage(bool docker)
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var image = await TestImage.AddAsync(layout, "1", "lower", "upper");
        await using (var file = File.Create(_folder["image.tar"]))
        {
            var writer = new ArchiveWriter(layout);
            await (
                docker
                    ? writer.WriteDockerAsync(image, "team/iris:1", file, Token)
                    : writer.WriteOciAsync(image, "1", file, Token)
            );
        }

        var unpacked = await UnpackAsync("image.tar");

        unpacked.Images().Should().ContainSingle().Which.Digest.Should().Be(image.Descriptor.Digest);
        var manifest = (await unpacked.ResolveAsync($"{image.Descriptor.Digest}", Token)).AsManifest();
        (await TestImage.ReadAsync(unpacked, manifest.Layers[1])).Should().Be("upper");
    }

    [Fact]
    public async Task Unpack_NamesThatLeadElsewhere_AreNotLookedAt()
    {
        await WriteAsync(
            ("../outside", "x"),
            ("/blobs/sha256/../../outside", "x"),
            ("blobs/sha256/../../../outside", "x"),
            ("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""),
            ("index.json", """{"schemaVersion":2,"manifests":[]}""")
        );

        var layout = await UnpackAsync("image.tar");

        layout.List().Should().BeEmpty();
        File.Exists(_folder["outside"]).Should().BeFalse();
        Directory.EnumerateFileSystemEntries(_folder["unpacked"]).Should().HaveCount(2);
    }

    [Fact]
    public async Task Unpack_BlobThatIsNotWhatItsNameSays_IsRefusedWhenItIsRead()
    {
        var digest = Digest.Of("right"u8);
        await WriteAsync(
            ("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""),
            ("index.json", """{"schemaVersion":2,"manifests":[]}"""),
            ($"blobs/sha256/{digest.Hex}", "wrong")
        );

        var layout = await UnpackAsync("image.tar");

        var read = () => TestImage.ReadAsync(layout, Descriptor.Of(MediaTypes.LayerGzip, "right"u8));
        (await read.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public async Task Unpack_NoLayout_SaysWhatToDo()
    {
        await WriteAsync(("manifest.json", "[]"));

        var unpack = () => UnpackAsync("image.tar");

        (await unpack.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("skopeo copy");
    }

    [Fact]
    public async Task Unpack_NoTar_IsRefused()
    {
        await File.WriteAllTextAsync(_folder["image.tar"], new string('x', 2000), Token);

        var unpack = () => UnpackAsync("image.tar");

        (await unpack.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("archive");
    }

    [Fact]
    public async Task Unpack_NoFile_IsNotFound()
    {
        var unpack = () => UnpackAsync("nowhere.tar");

        (await unpack.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.NotFound);
    }

    private Task<LayoutFolder> UnpackAsync(string file)
    {
        Directory.CreateDirectory(_folder["unpacked"]);
        return ArchiveReader.UnpackAsync(_folder[file], _folder["unpacked"], Token);
    }

    private async Task WriteAsync(params (string Name, string Content)[] entries)
    {
        await using var file = File.Create(_folder["image.tar"]);
        await using var tar = new TarWriter(file, TarEntryFormat.Ustar);
        foreach (var (name, content) in entries)
        {
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = bytes }, Token);
        }
    }
}
