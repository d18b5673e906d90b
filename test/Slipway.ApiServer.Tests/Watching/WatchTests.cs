using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Watching;

public sealed class WatchTests : ClusterTest
{
    [Fact]
    public async Task Watch_FromAVersion_SendsWhatCameAfterIt()
    {
        var before = await MakeMapAsync("before");
        await using var watch = Watch(before.Metadata.ResourceVersion);
        var made = await MakeMapAsync("after");
        (await watch.NextAsync()).Should().Be((WatchEventType.Added, "after", made.Metadata.ResourceVersion));
        made.Data["key"] = "2";
        var changed = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            made,
            "after",
            Space,
            cancellationToken: Cancelled
        );
        (await watch.NextAsync()).Should().Be((WatchEventType.Modified, "after", changed.Metadata.ResourceVersion));
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("after", Space, cancellationToken: Cancelled);
        var (type, name, version) = await watch.NextAsync();
        (type, name).Should().Be((WatchEventType.Deleted, "after"));
        long.Parse(version).Should().BeGreaterThan(long.Parse(changed.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task Watch_WithoutAVersion_BeginsWithWhatIsThere()
    {
        await MakeMapAsync("there", label: "mine");
        await using var watch = Watch(null, labels: "app=mine");
        var (type, name, _) = await watch.NextAsync();
        (type, name).Should().Be((WatchEventType.Added, "there"));
    }

    [Fact]
    public async Task Watch_ByLabel_DeletesWhatNoLongerMatches()
    {
        var map = await MakeMapAsync("first", label: "mine");
        await using var watch = Watch(map.Metadata.ResourceVersion, labels: "app=mine");
        map.Metadata.Labels["app"] = "other";
        var moved = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            map,
            "first",
            Space,
            cancellationToken: Cancelled
        );
        (await watch.NextAsync()).Should().Be((WatchEventType.Deleted, "first", moved.Metadata.ResourceVersion));
        moved.Metadata.Labels["app"] = "mine";
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(moved, "first", Space, cancellationToken: Cancelled);
        var (type, name, _) = await watch.NextAsync();
        (type, name).Should().Be((WatchEventType.Added, "first"));
    }

    [Fact]
    public async Task Watch_OfOneName_SeesNoOther()
    {
        var map = await MakeMapAsync("first");
        await using var watch = Watch(map.Metadata.ResourceVersion, fields: "metadata.name=second");
        await MakeMapAsync("third");
        await MakeMapAsync("second");
        (await watch.NextAsync()).Name.Should().Be("second");
    }

    [Fact]
    public async Task Watch_FromACompactedVersion_Is410()
    {
        var old = await MakeMapAsync("first");
        await MakeMapAsync("second");
        Server.Compact();
        await using var watch = Watch(old.Metadata.ResourceVersion);
        var failure = await watch.FailureAsync();
        failure.Code.Should().Be(410);
        failure.Reason.Should().Be("Expired");
    }

    [Fact]
    public async Task Watch_ThatAllowsBookmarks_IsToldVersionsOfOtherKinds()
    {
        var map = await MakeMapAsync("first");
        await using var watch = Watch(map.Metadata.ResourceVersion, bookmarks: true);
        await watch.OpenAsync(Server);
        var account = await Client.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "runner" } },
            Space,
            cancellationToken: Cancelled
        );
        Server.SendBookmarks();
        var (type, _, version) = await watch.NextAsync();
        type.Should().Be(WatchEventType.Bookmark);
        version.Should().Be(account.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Watch_WithATimeout_EndsByItself()
    {
        var map = await MakeMapAsync("first");
        await using var watch = Watch(map.Metadata.ResourceVersion, seconds: 1);
        (await watch.EndsAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Watch_ThatIsDropped_EndsAndCanBeTakenUp()
    {
        var map = await MakeMapAsync("first");
        await using (var watch = Watch(map.Metadata.ResourceVersion))
        {
            await watch.OpenAsync(Server);
            Server.DropWatches();
            (await watch.EndsAsync()).Should().BeTrue();
        }

        await MakeMapAsync("missed");
        await using var again = Watch(map.Metadata.ResourceVersion);
        (await again.NextAsync()).Name.Should().Be("missed");
    }

    [Fact]
    public async Task Watch_OnWhichNothingHappens_IsAnsweredAtOnce()
    {
        var map = await MakeMapAsync("first");
        using var http = new HttpClient();
        var path = $"/api/v1/namespaces/{Space}/configmaps?watch=true&resourceVersion={map.Metadata.ResourceVersion}";
        // Without its head a client cannot tell an open watch from a server that hangs.
        using var answer = await http.GetAsync(
            new Uri(Server.Address, path),
            HttpCompletionOption.ResponseHeadersRead,
            Cancelled
        );
        answer.IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Watch_BehindAHistoryThatIsFull_Is410()
    {
        await using var small = await TestApiServer.StartAsync(
            new TestApiServerOptions { HistoryLimit = 8 },
            Cancelled
        );
        using var client = small.Client();
        for (var index = 0; index < 20; index++)
            await client.CoreV1.CreateNamespacedConfigMapAsync(
                Map($"m{index}"),
                "default",
                cancellationToken: Cancelled
            );
        await using var watch = new MapWatch(client, "default", "5", null, null, false, null);
        (await watch.FailureAsync()).Code.Should().Be(410);
    }

    private MapWatch Watch(
        string? version,
        string? labels = null,
        string? fields = null,
        bool bookmarks = false,
        int? seconds = null
    ) => new(Client, Space, version, labels, fields, bookmarks, seconds);
}
