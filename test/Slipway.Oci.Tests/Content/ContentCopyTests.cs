using System.Collections.Concurrent;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Content;

public sealed class ContentCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _source;
    private readonly LayoutFolder _target;

    public ContentCopyTests()
    {
        _source = LayoutFolder.OpenOrCreate(_folder["source"]);
        _target = LayoutFolder.OpenOrCreate(_folder["target"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Index_CopiesAllThatItPointsAt()
    {
        var index = await TestImage.AddIndexAsync(_source, "1");

        await RunAsync("1", "one", new());

        var copied = await _target.ResolveAsync("one", CancellationToken.None);
        copied.Bytes.ToArray().Should().Equal(index.Bytes.ToArray());
        foreach (var child in copied.Children())
        {
            var manifest = await _target.ResolveAsync($"{child.Digest}", CancellationToken.None);
            foreach (var blob in manifest.Children())
                (await TestImage.ReadAsync(_target, blob)).Should().NotBeEmpty();
        }
    }

    [Fact]
    public async Task Run_SharedLayer_MovesOnce()
    {
        await TestImage.AddIndexAsync(_source, "1");
        var moved = new ConcurrentBag<(Digest Digest, BlobTransfer Transfer)>();

        await RunAsync("1", "1", new() { Transfers = blob => new Progress(moved, blob.Digest) });

        var done = moved.Where(entry => entry.Transfer.State == BlobTransferState.Done).Select(entry => entry.Digest);
        done.Should().OnlyHaveUniqueItems().And.HaveCount(4, "one config, one shared layer, one more for each");
    }

    [Fact]
    public async Task Run_Again_MovesNothing()
    {
        await TestImage.AddIndexAsync(_source, "1");
        await RunAsync("1", "1", new());
        var moved = new ConcurrentBag<(Digest Digest, BlobTransfer Transfer)>();

        await RunAsync("1", "1", new() { Transfers = blob => new Progress(moved, blob.Digest) });

        moved.Should().NotBeEmpty().And.OnlyContain(entry => entry.Transfer.State == BlobTransferState.Present);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_Referrers_GoAlongWhereAsked(bool asked)
    {
        var index = await TestImage.AddIndexAsync(_source, "1");
        var image = index.Children()[0];
        var aboutImage = await AttachAsync(image);
        await AttachAsync(aboutImage.Descriptor);

        await RunAsync("1", "1", new() { Referrers = asked });

        var expected = asked ? 1 : 0;
        (await ReferrersAsync(image.Digest)).Should().HaveCount(expected);
        (await ReferrersAsync(aboutImage.Descriptor.Digest)).Should().HaveCount(expected);
    }

    private Task<ManifestContent> AttachAsync(Descriptor subject) =>
        Attachment.AddAsync(
            _source,
            subject,
            new AttachedDocument("text/plain", "text/plain", "document"u8.ToArray()),
            CancellationToken.None
        );

    private Task<IReadOnlyList<Descriptor>> ReferrersAsync(Digest subject) =>
        _target.ListReferrersAsync(subject, artifactType: null, CancellationToken.None);

    [Fact]
    public async Task Run_BrokenBlob_FailsAndNamesNothing()
    {
        var image = await TestImage.AddAsync(_source, "1", "good", "to be broken");
        var broken = image.AsManifest().Layers[1];
        File.WriteAllText(_source.PathOf(broken.Digest), "was broken  ");

        var run = () => RunAsync("1", "1", new());

        (await run.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
        _target.List().Should().BeEmpty();
        File.Exists(_target.PathOf(image.Descriptor.Digest)).Should().BeFalse();
    }

    private async Task RunAsync(string reference, string tag, ContentCopyOptions options)
    {
        using var copy = new ContentCopy(_source, _target, options);
        await copy.RunAsync(reference, tag, CancellationToken.None);
    }

    private sealed class Progress(ConcurrentBag<(Digest, BlobTransfer)> moved, Digest digest) : IProgress<BlobTransfer>
    {
        public void Report(BlobTransfer value) => moved.Add((digest, value));
    }
}
