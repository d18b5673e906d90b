using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class ListTests : ClusterTest
{
    [Fact]
    public async Task Pages_OfAList_AreOfOneVersion()
    {
        for (var index = 0; index < 5; index++)
            await MakeMapAsync($"map-{index}", label: "page");
        var first = await PageAsync(null);
        first.Items.Select(item => item.Metadata.Name).Should().Equal("map-0", "map-1");
        // What is written between pages is not of this list.
        await MakeMapAsync("map-3-and-a-half", label: "page");
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("map-4", Space, cancellationToken: Cancelled);
        var second = await PageAsync(first.Metadata.ContinueProperty);
        var third = await PageAsync(second.Metadata.ContinueProperty);
        second.Items.Concat(third.Items).Select(item => item.Metadata.Name).Should().Equal("map-2", "map-3", "map-4");
        second.Metadata.ResourceVersion.Should().Be(first.Metadata.ResourceVersion);
        third.Metadata.ContinueProperty.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Page_AfterCompaction_IsExpiredAndCanBeGoneOnWith()
    {
        for (var index = 0; index < 4; index++)
            await MakeMapAsync($"map-{index}", label: "page");
        var first = await PageAsync(null);
        await MakeMapAsync("map-9", label: "page");
        Server.Compact();
        var expired = await RefusedAsync(() => PageAsync(first.Metadata.ContinueProperty));
        expired.Code.Should().Be(410);
        expired.Reason.Should().Be("Expired");
        var rest = await PageAsync(expired.Metadata.ContinueProperty);
        rest.Items.Select(item => item.Metadata.Name).Should().Equal("map-2", "map-3");
    }

    [Fact]
    public async Task Items_OfABuiltInKind_DoNotSayTheirKind()
    {
        await MakeMapAsync("first", label: "page");
        var list = await PageAsync(null);
        list.Kind.Should().Be("ConfigMapList");
        list.Items[0].Kind.Should().BeNull();
    }

    private Task<V1ConfigMapList> PageAsync(string? token) =>
        Client.CoreV1.ListNamespacedConfigMapAsync(
            Space,
            labelSelector: "app=page",
            limit: 2,
            continueParameter: token,
            cancellationToken: Cancelled
        );
}
