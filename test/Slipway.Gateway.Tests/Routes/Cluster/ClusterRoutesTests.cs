using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Routes.Cluster;
using Slipway.Kubernetes.Resources;
using static Slipway.Gateway.Tests.Routes.Cluster.Resources;

namespace Slipway.Gateway.Tests.Routes.Cluster;

public sealed class ClusterRoutesTests
{
    private static readonly V1EndpointSlice[] Both =
    [
        Slices.Of("ner-r1", "one", Slices.Endpoint("ner-r1-a", "10.0.0.1")),
        Slices.Of("ner-r2", "two", Slices.Endpoint("ner-r2-a", "10.0.0.2")),
    ];

    [Fact]
    public void Of_Release_SplitsAndCopiesAsTheStatusSays()
    {
        var service = Service(
            "ner",
            Status((1, 0.9), (2, 0.1)) with
            {
                Mirror = 0.25,
                Release = Release(2, RolloutPhase.Stepping),
            }
        );
        service.Spec.Description = "Finds names.";
        service.Spec.Models = ["names", "places"];
        service.Spec.Traffic = new TrafficConfig { Timeout = TimeSpan.FromSeconds(3) };

        var route = Of([service], Both).Table.Services.Should().ContainSingle().Subject;

        route.Service.Should().Be("ner");
        route.Description.Should().Be("Finds names.");
        route.Models.Should().Equal("names", "places");
        route.Traffic.Timeout.Should().Be(TimeSpan.FromSeconds(3));
        route
            .Revisions.Select(each => (each.Revision, each.Weight, each.Label, each.Endpoints.Single().Replica))
            .Should()
            .Equal((1, 0.9, "stable", "ner-r1-a"), (2, 0.1, "candidate", "ner-r2-a"));
        route.Mirror!.Revision.Should().Be(2);
        route.Mirror.Share.Should().Be(0.25);
        route.Mirror.Compare.Should().NotBeNull();
        route.Holds.Should().BeTrue();
    }

    [Fact]
    public void Of_CandidateWithoutReplicas_GetsNoCopies()
    {
        var status = Status((1, 1), (2, 0)) with { Mirror = 1, Release = Release(2, RolloutPhase.Stepping) };

        Route(Service("ner", status), Both[..1]).Mirror.Should().BeNull();
    }

    [Fact]
    public void Of_ReleaseThatHasEnded_HasNoCandidate()
    {
        var status = Status((2, 1), (1, 0)) with
        {
            Mirror = 1,
            Release = Release(2, RolloutPhase.Promoted, hasEnded: true),
        };

        var route = Route(Service("ner", status), Both);

        route.Revisions.Select(each => each.Label).Should().Equal(null, "stable");
        route.Mirror.Should().BeNull();
    }

    [Fact]
    public void Of_RevisionThatIsKeptWithoutPods_IsNotRouted() =>
        Route(Service("ner", Status((2, 1), (1, 0))), Both[1..])
            .Revisions.Select(each => each.Revision)
            .Should()
            .Equal(2);

    [Fact]
    public void Of_NoStatusYet_IsFoundAndHolds()
    {
        var route = Route(Service("ner"), []);

        route.Models.Should().Equal("ner");
        route.Revisions.Should().BeEmpty();
        route.Holds.Should().BeTrue();
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(0, null, null, false)]
    [InlineData(2, null, null, true)]
    // Asleep: the next request wakes it.
    [InlineData(null, 0, 0, true)]
    [InlineData(null, 1, null, true)]
    public void Of_NoReplicas_HoldsWhereOneComes(int? replicas, int? min, int? desired, bool holds)
    {
        var service = Service("ner", Status((1, 1)) with { Desired = desired });
        service.Spec.Replicas = replicas;
        service.Spec.Scaling = min is { } least ? new ScalingConfig { Min = least } : null;

        var route = Route(service, []);

        route.Holds.Should().Be(holds);
        // One that is off is not missed.
        route.Revisions.Should().HaveCount(holds ? 1 : 0);
    }

    [Fact]
    public void Of_FirstReleaseFailed_DoesNotHold()
    {
        var status = Status((1, 1)) with { Stable = 0, Release = Release(1, RolloutPhase.RolledBack, hasEnded: true) };

        Route(Service("ner", status), []).Holds.Should().BeFalse();
    }

    [Fact]
    public void Of_BeingDeleted_GetsNoNewRequests()
    {
        var service = Service("ner", Status((1, 1)));
        service.Metadata.DeletionTimestamp = Began.UtcDateTime;

        Of([service], Both).Table.Services.Should().BeEmpty();
    }

    [Fact]
    public void Of_NameThatTwoWant_IsTheOlderOnes()
    {
        var younger = Service("a");
        younger.Spec.Models = ["shared", "own"];
        younger.Metadata.CreationTimestamp = Began.UtcDateTime.AddDays(1);
        var older = Service("b");
        older.Spec.Models = ["shared"];

        var (table, remarks) = Of([younger, older], []);

        table
            .Services.Select(each => (each.Service, string.Join(',', each.Models)))
            .Should()
            .Equal(("a", "own"), ("b", "shared"));
        remarks.Should().ContainSingle().Which.Should().Contain("'shared'").And.Contain("'b', which is older");
    }

    [Fact]
    public void Of_UnsoundPipeline_IsLeftOutWithThoseThatAskIt()
    {
        var (table, remarks) = Of(
            [Service("ner")],
            [],
            Pipeline("good", "ner"),
            Pipeline("bad.one", "nowhere"),
            Pipeline("upon", "bad.one"),
            Pipeline("ner", "ner")
        );

        table.Pipelines.Select(each => each.Name).Should().Equal("good");
        remarks.Should().HaveCount(3);
        remarks.Should().ContainSingle(each => each.Contains("'ner'") && each.Contains("has its name"));
        remarks
            .Should()
            .ContainSingle(each =>
                each.StartsWith("The pipeline 'bad.one'") && each.Contains("spec.nodes.root.steps[0]")
            );
        remarks.Should().ContainSingle(each => each.Contains("'upon'"));
    }

    [Fact]
    public void Of_AnyOrder_IsTheSameTable()
    {
        ModelService[] services = [Service("a"), Service("ner", Status((1, 1)))];

        Of(services.Reverse(), [.. Both.Reverse()])
            .Should()
            .BeEquivalentTo(Of(services, Both), options => options.WithStrictOrdering());
    }

    private static ServiceRoute Route(ModelService service, V1EndpointSlice[] slices) =>
        Of([service], slices).Table.Services.Single();

    private static ClusterRouting Of(
        IEnumerable<ModelService> services,
        V1EndpointSlice[] slices,
        params ModelPipeline[] pipelines
    ) => ClusterRoutes.Of(services, pipelines, ClusterEndpoints.Of(slices));
}
