using System.Collections.Concurrent;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Tests.Api;

/// <summary>A cache against an API server that does what API servers do to watches.</summary>
public sealed class ResourceCacheTests : IAsyncLifetime
{
    private static readonly ResourceKind Maps = ResourceKind.Of<V1ConfigMap>();

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<(string Name, bool IsThere)> _changes = new();
    private TestApiServer _server = null!;
    private k8s.Kubernetes _client = null!;
    private ResourceApi _api = null!;
    private ResourceCache<V1ConfigMap> _cache = null!;
    private Task _running = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.StartAsync(cancellationToken: Token);
        _client = _server.Client();
        _api = new ResourceApi(_client);
        _cache = new ResourceCache<V1ConfigMap>(_api, new CacheScope("default", "app=slipway"), TimeProvider.System);
        _cache.Changed += (name, value) => _changes.Enqueue((name.Name, value is not null));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _client.Dispose();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task Run_WhatWasThereAndWhatComes_IsKnown()
    {
        await MakeAsync("before");
        await StartAsync();
        _cache.Objects.Should().ContainSingle();

        await MakeAsync("after");
        await UntilAsync(() => Names().SequenceEqual(["after", "before"]));
        await _api.DeleteAsync(Maps, "default", "before", null, Token);
        await UntilAsync(() => Names().SequenceEqual(["after"]));

        _changes.Should().Equal(("before", true), ("after", true), ("before", false));
    }

    [Fact]
    public async Task Run_ObjectThatIsNotOfTheScope_IsNotKnown()
    {
        await MakeAsync("other", label: "other");
        await StartAsync();

        await MakeAsync("mine");
        await UntilAsync(() => Names().SequenceEqual(["mine"]));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("expire")]
    [InlineData("compact")]
    public async Task Run_WatchIsLost_NothingThatHappenedMeanwhileIs(string how)
    {
        await MakeAsync("goes");
        await MakeAsync("stays");
        await StartAsync();
        await _server.WatchesOpenAsync(1, Token);

        for (var i = 0; i < 5; i++)
        {
            switch (how)
            {
                case "drop":
                    _server.DropWatches();
                    break;
                case "expire":
                    _server.ExpireWatches();
                    break;
                default:
                    _server.Compact();
                    _server.DropWatches();
                    break;
            }

            await MakeAsync($"new-{i}");
        }

        await _api.DeleteAsync(Maps, "default", "goes", null, Token);

        await UntilAsync(() => Names().SequenceEqual(["new-0", "new-1", "new-2", "new-3", "new-4", "stays"]));
        _changes.Where(each => each.Name == "stays").Should().ContainSingle("it has not changed");
    }

    [Fact]
    public async Task List_MoreThanAPage_IsAllOfThem()
    {
        for (var i = 0; i < 1100; i++)
        {
            await MakeAsync($"map-{i}");
        }

        var list = await _api.ListAsync<V1ConfigMap>(Maps, "default", "app=slipway", Token);

        list.Items.Should().HaveCount(1100);
        list.Items.Select(each => each.Metadata.Name).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Apply_AnothersField_IsAConflictUnlessForced()
    {
        await ApplyAsync("one", "1", force: false);

        var refused = await Assert.ThrowsAsync<ApiException>(() => ApplyAsync("other", "2", force: false));
        refused.IsConflict.Should().BeTrue();
        refused.Message.Should().Contain("one");
        (await ApplyAsync("other", "2", force: true)).Data["key"].Should().Be("2");

        Task<V1ConfigMap> ApplyAsync(string manager, string value, bool force) =>
            _api.ApplyAsync(
                Maps,
                "default",
                "shared",
                Map("shared", value),
                new ApplyOptions(manager) { Force = force },
                Token
            );
    }

    [Fact]
    public async Task Replace_OlderVersion_IsAConflict()
    {
        var made = await MakeAsync("map");
        await _api.MergeAsync<V1ConfigMap>(Maps, "default", "map", new { data = new { key = "2" } }, Token);

        var refused = await Assert.ThrowsAsync<ApiException>(() =>
            _api.ReplaceAsync(Maps, "default", "map", made, Token)
        );

        (refused.IsConflict, refused.AlreadyExists).Should().Be((true, false));
    }

    [Fact]
    public async Task Find_NoneOfThatName_IsNull() =>
        (await _api.FindAsync<V1ConfigMap>(Maps, "default", "none", Token)).Should().BeNull();

    private async Task StartAsync()
    {
        _running = _cache.RunAsync(_end.Token);
        await _cache.Synced.WaitAsync(Token);
    }

    private Task<V1ConfigMap> MakeAsync(string name, string label = "slipway") =>
        _api.CreateAsync(Maps, "default", Map(name, "1", label), Token);

    private List<string> Names() =>
        [.. _cache.Objects.Select(each => each.Metadata.Name).Order(StringComparer.Ordinal)];

    private static V1ConfigMap Map(string name, string value, string label = "slipway") =>
        new()
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = "default",
                Labels = new Dictionary<string, string> { ["app"] = label },
            },
            Data = new Dictionary<string, string> { ["key"] = value },
        };

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(10, Token);
        }
    }
}
