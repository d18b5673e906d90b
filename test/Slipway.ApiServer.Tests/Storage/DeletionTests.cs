using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class DeletionTests : ClusterTest
{
    [Fact]
    public async Task Delete_WithoutFinalizers_TakesItAwayAtOnce()
    {
        var map = await MakeMapAsync("first");
        var status = await Client.CoreV1.DeleteNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        status.Status.Should().Be("Success");
        status.Details.Uid.Should().Be(map.Metadata.Uid);
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(404);
    }

    [Fact]
    public async Task Delete_WithAFinalizer_MarksItUntilTheLastIsTakenAway()
    {
        var map = Map("held");
        map.Metadata.Finalizers = ["example.com/a", "example.com/b"];
        await Client.CoreV1.CreateNamespacedConfigMapAsync(map, Space, cancellationToken: Cancelled);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("held", Space, cancellationToken: Cancelled);
        var marked = await Client.CoreV1.ReadNamespacedConfigMapAsync("held", Space, cancellationToken: Cancelled);
        marked.Metadata.DeletionTimestamp.Should().NotBeNull();

        marked.Metadata.Finalizers = ["example.com/b"];
        marked = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            marked,
            "held",
            Space,
            cancellationToken: Cancelled
        );
        marked.Metadata.Finalizers = ["example.com/b", "example.com/c"];
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReplaceNamespacedConfigMapAsync(marked, "held", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("no new finalizers can be added if the object is being deleted");

        marked.Metadata.Finalizers = null;
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(marked, "held", Space, cancellationToken: Cancelled);
        var gone = await RefusedAsync(() =>
            Client.CoreV1.ReadNamespacedConfigMapAsync("held", Space, cancellationToken: Cancelled)
        );
        gone.Code.Should().Be(404);
    }

    [Fact]
    public async Task Delete_OfAnotherUidOrVersion_IsAConflict()
    {
        var map = await MakeMapAsync("first");
        foreach (
            var wrong in new V1Preconditions[]
            {
                new() { Uid = Guid.NewGuid().ToString() },
                new() { ResourceVersion = "1" },
            }
        )
        {
            var options = new V1DeleteOptions { Preconditions = wrong };
            var refused = await RefusedAsync(() =>
                Client.CoreV1.DeleteNamespacedConfigMapAsync("first", Space, options, cancellationToken: Cancelled)
            );
            refused.Code.Should().Be(409);
        }

        var right = new V1DeleteOptions
        {
            Preconditions = new V1Preconditions
            {
                Uid = map.Metadata.Uid,
                ResourceVersion = map.Metadata.ResourceVersion,
            },
        };
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("first", Space, right, cancellationToken: Cancelled);
    }

    [Fact]
    public async Task DeleteCollection_BySelector_TakesThoseAlone()
    {
        await MakeMapAsync("a", label: "old");
        await MakeMapAsync("b", label: "old");
        await MakeMapAsync("c", label: "new");
        await Client.CoreV1.DeleteCollectionNamespacedConfigMapAsync(
            Space,
            labelSelector: "app=old",
            cancellationToken: Cancelled
        );
        var left = await Client.CoreV1.ListNamespacedConfigMapAsync(
            Space,
            labelSelector: "app",
            cancellationToken: Cancelled
        );
        left.Items.Select(item => item.Metadata.Name).Should().Equal("c");
    }
}
