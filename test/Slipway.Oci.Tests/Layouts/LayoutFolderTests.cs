using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Layouts;

public sealed class LayoutFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Resolve_Tag_IsWhatWasAdded()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var added = await TestImage.AddAsync(layout, "1", "layer");

        var found = await LayoutFolder.Open(_folder["layout"]).ResolveAsync("1", CancellationToken.None);

        found.Descriptor.Digest.Should().Be(added.Descriptor.Digest);
        found.AsManifest().Layers.Should().ContainSingle();
        (await TestImage.ReadAsync(layout, found.AsManifest().Layers[0])).Should().Be("layer");
    }

    [Fact]
    public async Task Tag_Again_NamesTheNewOne()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var first = await TestImage.AddAsync(layout, "latest", "one");
        var second = await TestImage.AddAsync(layout, "latest", "two");

        (await layout.ResolveAsync("latest", CancellationToken.None))
            .Descriptor.Digest.Should()
            .Be(second.Descriptor.Digest);
        (await layout.ResolveAsync($"{first.Descriptor.Digest}", CancellationToken.None))
            .Bytes.Length.Should()
            .BePositive();
        layout.List().Should().ContainSingle();
    }

    [Fact]
    public async Task Tag_ByManyAtOnce_LosesNone()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var image = await TestImage.AddAsync(layout, tag: null, "layer");

        await Parallel.ForAsync(
            0,
            30,
            (i, _) =>
            {
                LayoutFolder.Open(_folder["layout"]).Tag(image.Descriptor, $"v{i}");
                return ValueTask.CompletedTask;
            }
        );

        layout.List().Should().HaveCount(30);
    }

    [Fact]
    public async Task Resolve_UnknownTag_NamesThoseThatAreThere()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        await TestImage.AddAsync(layout, "1.0", "layer");

        var resolve = () => layout.ResolveAsync("2.0", CancellationToken.None);

        (await resolve.Should().ThrowAsync<ServingException>().WithMessage("*2.0*1.0*"))
            .Which.Code.Should()
            .Be(ServingErrorCode.NotFound);
    }

    [Fact]
    public async Task Add_ContentOfAnotherDigest_IsRefusedAndLeavesNothing()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var blob = Descriptor.Of(MediaTypes.LayerGzip, "right"u8);

        var add = () =>
            layout.AddAsync(
                blob,
                _ => Task.FromResult<Stream>(new MemoryStream("wrong"u8.ToArray())),
                progress: null,
                CancellationToken.None
            );

        (await add.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
        Directory.EnumerateFiles(_folder["layout/blobs"], "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("of five and more")]
    [InlineData("")]
    public async Task Open_BlobOfAnotherSize_FailsAtItsEnd(string inPlace)
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var image = await TestImage.AddAsync(layout, "1", "content of it");
        var blob = image.AsManifest().Layers[0];
        File.WriteAllText(layout.PathOf(blob.Digest), inPlace);

        var read = () => TestImage.ReadAsync(layout, blob);

        (await read.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public async Task Resolve_ChangedManifest_IsRefused()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var image = await TestImage.AddAsync(layout, "1", "layer");
        var path = layout.PathOf(image.Descriptor.Digest);
        File.WriteAllText(path, File.ReadAllText(path).Replace("amd", "arm") + " ");

        var resolve = () => layout.ResolveAsync("1", CancellationToken.None);

        (await resolve.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public async Task ListReferrers_Attached_AreFoundByTheirType()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var image = await TestImage.AddAsync(layout, "1", "layer");
        var other = await TestImage.AddAsync(layout, "2", "another layer");
        var attached = await AttachAsync(layout, image, "text/plain");
        await AttachAsync(layout, image, "text/markdown");
        await AttachAsync(layout, other, "text/plain");
        await AttachAsync(layout, image, "text/plain");

        var all = await layout.ListReferrersAsync(image.Descriptor.Digest, null, CancellationToken.None);
        var plain = await layout.ListReferrersAsync(image.Descriptor.Digest, "text/plain", CancellationToken.None);

        all.Should().HaveCount(2);
        plain.Should().ContainSingle().Which.Digest.Should().Be(attached.Descriptor.Digest);
        (await layout.ResolveAsync("1", CancellationToken.None)).Descriptor.Digest.Should().Be(image.Descriptor.Digest);
    }

    private static Task<ManifestContent> AttachAsync(LayoutFolder layout, ManifestContent image, string type) =>
        Attachment.AddAsync(
            layout,
            image.Descriptor,
            new AttachedDocument(type, type, "document"u8.ToArray()),
            CancellationToken.None
        );

    [Fact]
    public void OpenOrCreate_FolderWithOtherThings_IsLeftAlone()
    {
        File.WriteAllText(_folder["notes.txt"], "mine");

        var open = () => LayoutFolder.OpenOrCreate(_folder.Root);

        open.Should().Throw<ServingException>().Where(e => e.Reason == "no-layout");
        Directory.EnumerateFileSystemEntries(_folder.Root).Should().ContainSingle();
    }

    [Fact]
    public void Read_ManifestThatSaysAnotherType_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.Index}}","manifests":[]}"""
        );

        var read = () => ManifestContent.Read(MediaTypes.Manifest, bytes);

        read.Should().Throw<ServingException>().Where(e => e.Reason == "corrupt-content");
    }
}
