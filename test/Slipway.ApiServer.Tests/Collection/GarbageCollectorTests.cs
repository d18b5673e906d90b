using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Collection;

public sealed class GarbageCollectorTests : ClusterTest
{
    [Fact]
    public async Task Dependent_WhoseOwnerIsDeleted_Goes()
    {
        var owner = await MakeMapAsync("owner");
        await MakeOwnedAsync("owned", owner);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("owner", Space, cancellationToken: Cancelled);
        await GoneAsync("owned");
    }

    [Fact]
    public async Task Dependent_OfTwoOwners_StaysWithTheOther()
    {
        var first = await MakeMapAsync("first");
        var second = await MakeMapAsync("second");
        await MakeOwnedAsync("owned", first, second);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        await Server.SettledAsync(Cancelled);
        var owned = await Client.CoreV1.ReadNamespacedConfigMapAsync("owned", Space, cancellationToken: Cancelled);
        owned.Metadata.OwnerReferences.Should().ContainSingle().Which.Uid.Should().Be(second.Metadata.Uid);
    }

    [Fact]
    public async Task Owner_DeletedInTheForeground_WaitsForWhatBlocksIt()
    {
        var owner = await MakeMapAsync("owner");
        await MakeOwnedAsync("owned", finalizer: "example.com/hold", owner);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync(
            "owner",
            Space,
            propagationPolicy: "Foreground",
            cancellationToken: Cancelled
        );
        await Server.SettledAsync(Cancelled);
        var held = await Client.CoreV1.ReadNamespacedConfigMapAsync("owner", Space, cancellationToken: Cancelled);
        held.Metadata.Finalizers.Should().Equal("foregroundDeletion");
        var owned = await Client.CoreV1.ReadNamespacedConfigMapAsync("owned", Space, cancellationToken: Cancelled);
        owned.Metadata.DeletionTimestamp.Should().NotBeNull();

        await Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch(
                """[{"op":"test","path":"/metadata/finalizers/0","value":"example.com/hold"},{"op":"remove","path":"/metadata/finalizers/0"}]""",
                V1Patch.PatchType.JsonPatch
            ),
            "owned",
            Space,
            cancellationToken: Cancelled
        );
        await GoneAsync("owned");
        await GoneAsync("owner");
    }

    [Fact]
    public async Task Dependents_OfAnOwnerThatOrphans_Stay()
    {
        var owner = await MakeMapAsync("owner");
        await MakeOwnedAsync("owned", owner);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync(
            "owner",
            Space,
            propagationPolicy: "Orphan",
            cancellationToken: Cancelled
        );
        await GoneAsync("owner");
        var owned = await Client.CoreV1.ReadNamespacedConfigMapAsync("owned", Space, cancellationToken: Cancelled);
        owned.Metadata.OwnerReferences.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Namespace_ThatIsDeleted_IsEmptiedAndGoes()
    {
        var space = new V1Namespace { Metadata = new V1ObjectMeta { Name = Space + "-two" } };
        await Client.CoreV1.CreateNamespaceAsync(space, cancellationToken: Cancelled);
        var map = Map("held");
        map.Metadata.Finalizers = ["example.com/hold"];
        await Client.CoreV1.CreateNamespacedConfigMapAsync(map, Space + "-two", cancellationToken: Cancelled);
        await Client.CoreV1.DeleteNamespaceAsync(Space + "-two", cancellationToken: Cancelled);
        await Server.SettledAsync(Cancelled);
        var ending = await Client.CoreV1.ReadNamespaceAsync(Space + "-two", cancellationToken: Cancelled);
        ending.Status.Phase.Should().Be("Terminating");
        var refused = await RefusedAsync(() =>
            Client.CoreV1.CreateNamespacedConfigMapAsync(Map("late"), Space + "-two", cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(403);
        refused.Details.Causes.Should().ContainSingle().Which.Reason.Should().Be("NamespaceTerminating");

        var release = new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch);
        await Client.CoreV1.PatchNamespacedConfigMapAsync(
            release,
            "held",
            Space + "-two",
            cancellationToken: Cancelled
        );
        await Server.SettledAsync(Cancelled);
        var gone = await RefusedAsync(() =>
            Client.CoreV1.ReadNamespaceAsync(Space + "-two", cancellationToken: Cancelled)
        );
        gone.Code.Should().Be(404);
    }

    private Task<V1ConfigMap> MakeOwnedAsync(string name, params V1ConfigMap[] owners) =>
        MakeOwnedAsync(name, null, owners);

    private Task<V1ConfigMap> MakeOwnedAsync(string name, string? finalizer, params V1ConfigMap[] owners)
    {
        var map = Map(name);
        map.Metadata.Finalizers = finalizer is null ? null : [finalizer];
        map.Metadata.OwnerReferences =
        [
            .. owners.Select(owner => new V1OwnerReference
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Name = owner.Metadata.Name,
                Uid = owner.Metadata.Uid,
                BlockOwnerDeletion = true,
            }),
        ];
        return Client.CoreV1.CreateNamespacedConfigMapAsync(map, Space, cancellationToken: Cancelled);
    }

    private async Task GoneAsync(string name)
    {
        await Server.SettledAsync(Cancelled);
        var gone = await RefusedAsync(() =>
            Client.CoreV1.ReadNamespacedConfigMapAsync(name, Space, cancellationToken: Cancelled)
        );
        gone.Code.Should().Be(404);
    }
}
