using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.TestUtilities;

namespace Slipway.Oci.Tests.Registries;

/// <summary>Against a real registry, with a proxy before it that counts bytes and cuts connections.</summary>
public sealed class RegistryRepositoryTests : IAsyncLifetime
{
    private const int Large = 8 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClient _client = new(new RegistryOptions { FirstWait = TimeSpan.FromMilliseconds(1) });
    private DockerRegistry _registry = null!;
    private FaultyProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        _proxy = new FaultyProxy(_registry.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Copy_IndexThereAndBack_IsTheSame()
    {
        var (here, back) = (LayoutFolder.OpenOrCreate(_folder["here"]), LayoutFolder.OpenOrCreate(_folder["back"]));
        var index = await TestImage.AddIndexAsync(here, "1");
        var there = Open("team/iris");

        await CopyAsync(here, there, "1", "1.0");
        await CopyAsync(there, back, "1.0", "1");

        var copied = await back.ResolveAsync("1", Token);
        copied.Descriptor.Should().Be(index.Descriptor);
        foreach (var image in copied.Children())
        {
            var manifest = await back.ResolveAsync($"{image.Digest}", Token);
            (await TestImage.ReadAsync(back, manifest.Children()[1])).Should().Be("shared");
        }

        (await there.ListTagsAsync(Token)).Should().Equal("1.0");
    }

    [Fact]
    public async Task Copy_SecondVersion_SendsOnlyWhatIsNew()
    {
        var here = LayoutFolder.OpenOrCreate(_folder["here"]);
        var (server, first, second) = (Noise(Large), Noise(100_000), Noise(100_000));
        await AddImageAsync(here, "1", server, first);
        await AddImageAsync(here, "2", server, second);
        var there = Open("team/iris");

        await CopyAsync(here, there, "1", "1");
        var before = _proxy.BytesToRegistry;
        await CopyAsync(here, there, "2", "2");

        before.Should().BeGreaterThan(Large);
        (_proxy.BytesToRegistry - before).Should().BeInRange(100_000, 110_000);
    }

    [Fact]
    public async Task Copy_FromAnotherRepository_IsMounted()
    {
        var here = LayoutFolder.OpenOrCreate(_folder["here"]);
        var server = Noise(Large);
        await AddImageAsync(here, "1", server);
        await CopyAsync(here, Open("team/iris"), "1", "1");
        var before = _proxy.BytesToRegistry;

        await CopyAsync(here, Open("team/other", mountFrom: "team/iris"), "1", "1");

        (_proxy.BytesToRegistry - before).Should().BeLessThan(10_000);
        (await Open("team/other").ResolveAsync("1", Token)).Children().Should().HaveCount(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1 << 20)]
    public async Task Add_ConnectionCutInTheMiddle_EndsRight(int? chunk)
    {
        var blob = Noise(Large);
        var there = Open("team/iris", chunk: chunk);
        _proxy.CutUpload(Large / 2);

        await AddAsync(there, blob);

        _proxy.Cuts.Should().Be(1);
        (await ReadAsync(there, Of(blob))).Should().Equal(blob);
        // This registry takes no more for a session of which it has bytes that it did not confirm; then all begins anew.
        _proxy.BytesToRegistry.Should().BeGreaterThan(Large);
    }

    [Fact]
    public async Task Open_ConnectionCutInTheMiddle_IsResumed()
    {
        var blob = Noise(Large);
        var there = Open("team/iris");
        await AddAsync(there, blob);
        _proxy.CutDownload(Large / 2);

        (await ReadAsync(there, Of(blob))).Should().Equal(blob);

        _proxy.Cuts.Should().Be(1);
    }

    [Fact]
    public async Task Open_BlobChangedInTheRegistry_IsRefused()
    {
        var blob = Noise(100_000);
        var there = Open("team/iris");
        await AddAsync(there, blob);
        var file = Directory
            .EnumerateFiles(_registry.Data, "data", SearchOption.AllDirectories)
            .Single(path => path.Contains(Of(blob).Digest.Hex, StringComparison.Ordinal));
        blob[50_000] ^= 1;
        File.WriteAllBytes(file, blob);
        blob[50_000] ^= 1;

        var read = () => ReadAsync(there, Of(blob));

        (await read.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public async Task Add_SourceThatChanged_IsRefusedAndNotThere()
    {
        var (promised, given) = (Noise(1 << 20), Noise(1 << 20));
        var there = Open("team/iris");

        var add = () => there.AddAsync(Of(promised), _ => Stream(given), progress: null, Token);

        (await add.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
        (await there.HasAsync(Of(promised), Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Add_Blob_TellsHowFarItIs()
    {
        var blob = Noise(Large);
        var told = new ConcurrentQueue<long>();

        await Open("team/iris").AddAsync(Of(blob), _ => Stream(blob), new Told(told), Token);

        told.Should().BeInAscendingOrder().And.HaveCountGreaterThan(10);
        told.Last().Should().Be(Large);
    }

    [Fact]
    public async Task Resolve_UnknownTag_IsNotFound()
    {
        await AddImageAsync(Open("team/iris"), "1", Noise(10));

        var resolve = () => Open("team/iris").ResolveAsync("2", Token);

        (await resolve.Should().ThrowAsync<ServingException>().WithMessage("*team/iris has no '2'*"))
            .Which.Code.Should()
            .Be(ServingErrorCode.NotFound);
        (await Open("team/nothing").TryResolveAsync("1", Token)).Should().BeNull();
    }

    [Fact]
    public async Task Resolve_RegistryThatIsNotThere_SaysSo()
    {
        var port = _registry.Port;
        await _registry.DisposeAsync();
        using var client = new RegistryClient(
            new RegistryOptions { Attempts = 2, FirstWait = TimeSpan.FromMilliseconds(1) }
        );

        var resolve = () => client.Open(ImageReference.Parse($"127.0.0.1:{port}/iris")).ResolveAsync("1", Token);

        (await resolve.Should().ThrowAsync<ServingException>().WithMessage($"*127.0.0.1:{port}*"))
            .Which.Reason.Should()
            .Be("registry-unreachable");
    }

    [Fact]
    public async Task Delete_Manifest_IsGone()
    {
        var there = Open("team/iris");
        var image = await AddImageAsync(there, "1", Noise(10));

        await there.DeleteManifestAsync(image.Descriptor.Digest, Token);

        (await there.TryResolveAsync("1", Token)).Should().BeNull();
    }

    [Fact]
    public async Task Copy_Cancelled_Ends()
    {
        var there = Open("team/iris");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var told = new Told(new ConcurrentQueue<long>(), cancel.Cancel);
        var blob = Noise(Large);

        var add = () => there.AddAsync(Of(blob), _ => Stream(blob), told, cancel.Token);

        await add.Should().ThrowAsync<OperationCanceledException>();
        (await there.HasAsync(Of(blob), Token)).Should().BeFalse();
    }

    private RegistryRepository Open(string repository, string? mountFrom = null, int? chunk = null)
    {
        var client = chunk is null
            ? _client
            : new RegistryClient(new RegistryOptions { ChunkBytes = chunk, FirstWait = TimeSpan.FromMilliseconds(1) });
        var opened = client.Open(ImageReference.Parse($"{_proxy.Host}/{repository}"));
        return mountFrom is null ? opened : opened.MountingFrom(mountFrom);
    }

    private static async Task CopyAsync(IContentSource source, IContentTarget target, string reference, string tag)
    {
        using var copy = new ContentCopy(source, target, new());
        await copy.RunAsync(reference, tag, Token);
    }

    private static async Task<ManifestContent> AddImageAsync(IContentTarget target, string tag, params byte[][] layers)
    {
        foreach (var layer in layers)
            await AddAsync(target, layer);
        var config = await TestImage.AddBlobAsync(
            target,
            MediaTypes.Config,
            """{"architecture":"amd64","os":"linux"}"""
        );
        var manifest = ManifestContent.Of(new Manifest { Config = config, Layers = [.. layers.Select(Of)] });
        await target.AddManifestAsync(manifest, tag, Token);
        return manifest;
    }

    private static Task AddAsync(IContentTarget target, byte[] blob) =>
        target.AddAsync(Of(blob), _ => Stream(blob), progress: null, Token);

    private static async Task<byte[]> ReadAsync(RegistryRepository source, Descriptor content)
    {
        await using var stream = await source.OpenAsync(content, Token);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, Token);
        return memory.ToArray();
    }

    private static Descriptor Of(byte[] blob) => Descriptor.Of(MediaTypes.LayerGzip, blob);

    private static Task<Stream> Stream(byte[] blob) => Task.FromResult<Stream>(new MemoryStream(blob, writable: false));

    private static byte[] Noise(int length) => RandomNumberGenerator.GetBytes(length);

    private sealed class Told(ConcurrentQueue<long> values, Action? then = null) : IProgress<long>
    {
        public void Report(long value)
        {
            values.Enqueue(value);
            then?.Invoke();
        }
    }
}
