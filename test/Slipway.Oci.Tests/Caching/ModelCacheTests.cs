using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Caching;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Tests.Artifacts;
using Slipway.Oci.Tests.Unpacking;

namespace Slipway.Oci.Tests.Caching;

public sealed class ModelCacheTests : IDisposable
{
    private const long Ample = 1L << 30;

    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _layout;
    private readonly CountedSource _source;
    private int _taken;

    public ModelCacheTests()
    {
        _layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        _source = new CountedSource(_layout);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<string> Blobs =>
        Directory
            .EnumerateFiles(_folder["cache/content/blobs"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file));

    private IEnumerable<string> Models => Directory.EnumerateDirectories(_folder["cache/models"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Take_Twice_FetchesOnce()
    {
        var model = await AddAsync("1", ("model.onnx", "weights"), ("labels.txt", "a"));

        var (one, two) = (await TakeAsync(model), await TakeAsync(model));

        Files(one).Should().Equal("labels.txt=a", "model.onnx=weights");
        Files(two).Should().Equal(Files(one));
        _source.Opened.Should().HaveCount(3, "the config and two files");
    }

    [Fact]
    public async Task Take_NewVersion_FetchesWhatIsNew()
    {
        await TakeAsync(await AddAsync("1", ("encoder.onnx", "large"), ("labels.txt", "a")));
        _source.Opened.Clear();

        await TakeAsync(await AddAsync("2", ("encoder.onnx", "large"), ("labels.txt", "b")));

        _source.Opened.Should().ContainSingle();
    }

    [Fact]
    public async Task Take_SameModelByManyAtOnce_FetchesOnce()
    {
        var model = await AddAsync("1", ("model.onnx", "weights"));

        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TakeAsync(model))));

        folders.Should().AllSatisfy(folder => Files(folder).Should().Equal("model.onnx=weights"));
        _source.Opened.Should().HaveCount(2);
    }

    [Fact]
    public async Task Take_Archive_IsUnpackedOnce()
    {
        var (layer, bytes) = new TestLayer().File("1/model.onnx", "weights").Pack($"{TestArtifact.Weight}.tar");
        await _layout.AddAsync(layer, _ => Task.FromResult<Stream>(new MemoryStream(bytes)), null, Token);
        var model = await TestArtifact.AddAsync(_layout, "1", layer);

        await TakeAsync(model);

        Files(await TakeAsync(model)).Should().Equal("1/model.onnx=weights");
    }

    [Fact]
    public async Task Take_CorruptedBlob_IsRefusedAndIsNotThere()
    {
        var model = await AddAsync("1", ("model.onnx", "weights"), ("labels.txt", "a"));
        _source.Corrupted.Add(model.Layers[0].Digest);

        (await RefusedAsync(model)).Reason.Should().Be("corrupt-content");

        Blobs.Should().NotContain(model.Layers[0].Digest.Hex);
        NothingIsHalfWritten();
    }

    [Fact]
    public async Task Take_AfterABrokenTransfer_FetchesOnlyTheRest()
    {
        var model = await AddAsync("1", ("model.onnx", "weights"), ("labels.txt", "a"));
        _source.Missing.Add(model.Layers[0].Digest);
        var take = () => TakeAsync(model);
        await take.Should().ThrowAsync<IOException>();
        NothingIsHalfWritten();
        var were = Blobs.ToList();
        _source.Missing.Clear();
        _source.Opened.Clear();

        Files(await TakeAsync(model)).Should().HaveCount(2);

        _source
            .Opened.Select(digest => digest.Hex)
            .Should()
            .Contain(model.Layers[0].Digest.Hex)
            .And.NotIntersectWith(were);
    }

    [Fact]
    public async Task Take_BlobThatWasDamagedHere_IsFetchedAnew()
    {
        var first = await AddAsync("1", ("model.onnx", "weights"));
        Directory.Delete(await TakeAsync(first), recursive: true);
        var blob = Path.Combine(_folder["cache/content/blobs/sha256"], first.Layers[0].Digest.Hex);
        File.WriteAllText(blob, "WEIGHTS");

        var second = await AddAsync("2", ("model.onnx", "weights"), ("labels.txt", "a"));

        Files(await TakeAsync(second)).Should().Equal("labels.txt=a", "model.onnx=weights");
    }

    [Fact]
    public async Task Take_HostileArtifact_LeavesNothing()
    {
        var model = await AddAsync("1", ("model.onnx", "weights"), ("../evil", "x"));
        (await RefusedAsync(model)).Reason.Should().Be("unsafe-name");
        NothingIsHalfWritten();
    }

    [Fact]
    public async Task Take_FullDisk_SaysSoAndNothingIsHalfWritten()
    {
        using var disk = SmallDisk.Mount(Directory.CreateDirectory(_folder["cache"]).FullName);
        var model = await AddAsync("1", ("model.onnx", new string('w', 2 << 20)), ("labels.txt", "a"));

        (await RefusedAsync(model)).Reason.Should().Be("cannot-write");

        NothingIsHalfWritten();
        Files(await TakeAsync(await AddAsync("2", ("model.onnx", "small")))).Should().Equal("model.onnx=small");
    }

    [Fact]
    public async Task Take_MoreThanTheDiskHas_RemovesWhatIsNotNeeded()
    {
        using var disk = SmallDisk.Mount(Directory.CreateDirectory(_folder["cache"]).FullName);
        var (a, b) = (
            await AddAsync("a", ("model.onnx", new string('a', 600_000))),
            await AddAsync("b", ("model.onnx", new string('b', 600_000)))
        );
        await TakeAsync(a);

        Files(await TakeAsync(b)).Should().ContainSingle();

        Models.Should().ContainSingle();
    }

    [Fact]
    public async Task Take_MoreThanTheCacheMayHave_RemovesWhatWasNotUsedForLongest()
    {
        var (a, b, c) = (
            await AddAsync("a", ("model.onnx", Text('a')), ("shared", "s")),
            await AddAsync("b", ("model.onnx", Text('b'))),
            await AddAsync("c", ("model.onnx", Text('c')), ("shared", "s"))
        );
        var time = new SteppingTime();
        var taken = await TakeAsync(a, 25_000, time);
        await TakeAsync(b, 25_000, time);
        await TakeAsync(a, 25_000, time);

        await TakeAsync(c, 25_000, time);

        Models.Should().HaveCount(2);
        Blobs.Should().NotContain(b.Layers[0].Digest.Hex, "it was used before the other");
        Blobs.Should().Contain([a.Layers[0].Digest.Hex, c.Layers[0].Digest.Hex, c.Layers[1].Digest.Hex]);

        await TakeAsync(await AddAsync("d", ("model.onnx", Text('d'))), 5_000, time);
        Models.Should().ContainSingle();
        Files(taken).Should().HaveCount(2, "who has taken a model keeps it");
    }

    [Fact]
    public async Task Take_WhileOthersUseTheCache_RemovesNothing()
    {
        var (a, b) = (await AddAsync("a", ("model.onnx", Text('a'))), await AddAsync("b", ("model.onnx", Text('b'))));
        await TakeAsync(a, 15_000);
        using (await new CacheLock(_folder["cache/lock"], TimeProvider.System).ShareAsync(Token))
        {
            await TakeAsync(b, 15_000);
            Models.Should().HaveCount(2);
        }

        await TakeAsync(await AddAsync("c", ("model.onnx", Text('c'))), 15_000);
        Models.Should().ContainSingle();
    }

    [Fact]
    public async Task Take_WhatKilledProcessesLeft_GoesWhenThereIsRoomToMake()
    {
        await TakeAsync(await AddAsync("a", ("model.onnx", "a")));
        Directory.CreateDirectory(_folder["cache/staging/killed"]);
        File.WriteAllText(_folder["cache/content/blobs/sha256/x.partial"], "half");

        await TakeAsync(await AddAsync("b", ("model.onnx", "b")));

        NothingIsHalfWritten();
    }

    private static string Text(char letter) => new(letter, 10_000);

    private async Task<StoredModel> AddAsync(string tag, params (string Path, string Content)[] files)
    {
        var layers = new List<Descriptor>();
        foreach (var (path, content) in files)
            layers.Add(await TestArtifact.RawAsync(_layout, path, content));
        return await TestArtifact.AddAsync(_layout, tag, [.. layers]);
    }

    // Each time as another process would.
    private async Task<string> TakeAsync(StoredModel model, long maxBytes = Ample, TimeProvider? time = null)
    {
        var folder = Directory.CreateDirectory(_folder[$"taken/{Interlocked.Increment(ref _taken)}"]).FullName;
        var cache = ModelCache.Open(_folder["cache"], maxBytes, time ?? TimeProvider.System);
        await cache.TakeAsync(_source, model, folder, Ample, new ContentCopyOptions { Concurrency = 1 }, Token);
        return folder;
    }

    private async Task<ServingException> RefusedAsync(StoredModel model)
    {
        var take = () => TakeAsync(model);
        return (await take.Should().ThrowAsync<ServingException>()).Which;
    }

    private void NothingIsHalfWritten()
    {
        Directory.EnumerateDirectories(_folder["cache/staging"]).Should().BeEmpty();
        Directory.EnumerateFiles(_folder["cache"], "*.partial", SearchOption.AllDirectories).Should().BeEmpty();
        foreach (var blob in Directory.EnumerateFiles(_folder["cache/content/blobs/sha256"]))
            Digest.Of(File.ReadAllBytes(blob)).Hex.Should().Be(Path.GetFileName(blob));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(folder, file)}={File.ReadAllText(file)}")
            .Order(StringComparer.Ordinal);

    private sealed class SteppingTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(1);
    }
}
