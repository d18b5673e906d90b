using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class ObjectLifeTests : ClusterTest
{
    [Fact]
    public async Task Create_OfAnObject_GivesItWhatIsTheServers()
    {
        var made = await MakeMapAsync("first");
        made.Metadata.Uid.Should().NotBeNullOrEmpty();
        made.Metadata.CreationTimestamp.Should().NotBeNull();
        made.Metadata.NamespaceProperty.Should().Be(Space);
        long.Parse(made.Metadata.ResourceVersion).Should().BePositive();
        var read = await Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        read.Metadata.ResourceVersion.Should().Be(made.Metadata.ResourceVersion);
        read.Data.Should().Equal(made.Data);
    }

    [Fact]
    public async Task Create_OfWhatIsThere_IsRefused()
    {
        await MakeMapAsync("first");
        var refused = await RefusedAsync(() => MakeMapAsync("first"));
        refused.Code.Should().Be(409);
        refused.Reason.Should().Be("AlreadyExists");
        refused.Details.Name.Should().Be("first");
        refused.Details.Kind.Should().Be("configmaps");
    }

    [Fact]
    public async Task Create_ByGenerateName_MakesANameThatBeginsWithIt()
    {
        var map = Map("");
        map.Metadata.Name = null;
        map.Metadata.GenerateName = "part-";
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(map, Space, cancellationToken: Cancelled);
        made.Metadata.Name.Should().MatchRegex("^part-[a-z0-9]{5}$");
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    public async Task Create_UnderANameThatIsNoDnsName_IsRefused(string name)
    {
        var refused = await RefusedAsync(() => MakeMapAsync(name));
        refused.Code.Should().Be(422);
        refused.Reason.Should().Be("Invalid");
        refused.Details.Causes.Should().ContainSingle().Which.Field.Should().Be("metadata.name");
    }

    [Fact]
    public async Task Create_InANamespaceThatIsNotThere_IsNotFound()
    {
        var refused = await RefusedAsync(() =>
            Client.CoreV1.CreateNamespacedConfigMapAsync(Map("first"), "nowhere-at-all", cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(404);
        refused.Reason.Should().Be("NotFound");
        refused.Message.Should().Be("namespaces \"nowhere-at-all\" not found");
    }

    [Fact]
    public async Task Read_OfWhatIsNotThere_IsNotFound()
    {
        var refused = await RefusedAsync(() =>
            Client.AppsV1.ReadNamespacedDeploymentAsync("none", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(404);
        refused.Message.Should().Be("deployments.apps \"none\" not found");
    }

    [Fact]
    public async Task Update_FromAnOldState_IsAConflict()
    {
        var first = await MakeMapAsync("first");
        first.Data["key"] = "2";
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(first, "first", Space, cancellationToken: Cancelled);
        first.Data["key"] = "3";
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReplaceNamespacedConfigMapAsync(first, "first", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(409);
        refused.Reason.Should().Be("Conflict");
        refused.Message.Should().Contain("the object has been modified");
    }

    [Fact]
    public async Task Update_WithoutAVersion_IsTakenWhereTheKindAllowsIt()
    {
        await MakeMapAsync("first");
        var written = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            Map("first", "2"),
            "first",
            Space,
            cancellationToken: Cancelled
        );
        written.Data["key"].Should().Be("2");

        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "leader" },
            Spec = new V1LeaseSpec { HolderIdentity = "a" },
        };
        await Client.CoordinationV1.CreateNamespacedLeaseAsync(lease, Space, cancellationToken: Cancelled);
        var refused = await RefusedAsync(() =>
            Client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, "leader", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("must be specified for an update");
    }

    [Fact]
    public async Task Update_OfALeaseThatIsNotThere_MakesIt()
    {
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "leader" },
            Spec = new V1LeaseSpec { HolderIdentity = "a" },
        };
        var made = await Client.CoordinationV1.ReplaceNamespacedLeaseAsync(
            lease,
            "leader",
            Space,
            cancellationToken: Cancelled
        );
        made.Metadata.Uid.Should().NotBeNullOrEmpty();
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReplaceNamespacedConfigMapAsync(Map("none"), "none", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(404);
    }

    [Fact]
    public async Task Update_ThatChangesNothing_LeavesTheVersion()
    {
        var first = await MakeMapAsync("first");
        var again = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(
            first,
            "first",
            Space,
            cancellationToken: Cancelled
        );
        again.Metadata.ResourceVersion.Should().Be(first.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Versions_OfAllKinds_ComeFromOneCounter()
    {
        var map = await MakeMapAsync("first");
        var account = await Client.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "runner" } },
            Space,
            cancellationToken: Cancelled
        );
        long.Parse(account.Metadata.ResourceVersion).Should().BeGreaterThan(long.Parse(map.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task DryRun_OfACreate_KeepsNothing()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(
            Map("first"),
            Space,
            dryRun: "All",
            cancellationToken: Cancelled
        );
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(404);
    }

    [Fact]
    public async Task UnknownField_UnderStrictValidation_IsRefused()
    {
        var body = JsonNode.Parse(KubernetesJson.Serialize(Deployment("web")))!.AsObject();
        body["spec"]!["replica"] = 3;
        var refused = await RefusedAsync(() =>
            Client.CustomObjects.CreateNamespacedCustomObjectAsync(
                body,
                "apps",
                "v1",
                Space,
                "deployments",
                fieldValidation: "Strict",
                cancellationToken: Cancelled
            )
        );
        refused.Code.Should().Be(400);
        refused.Message.Should().Contain("unknown field \"spec.replica\"");
    }
}
