using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>Disruption budgets and network policies of model services.</summary>
public sealed class NetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Budget_IsThereAsLongAsThereMayBeTwoPods()
    {
        await using var cluster = await RunningAsync(new ModelServiceSpec { Image = "ner:1", Replicas = 2 });
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1PodDisruptionBudget>()).Count == 1);
        var budget = (await cluster.AllAsync<V1PodDisruptionBudget>()).Single();
        budget.Spec.MaxUnavailable.Value.Should().Be("1");
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V1PodDisruptionBudget>()).Single().Status?.ExpectedPods == 2
        );

        await cluster.PatchAsync(new { spec = new { replicas = 1 } });

        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1PodDisruptionBudget>()).Count == 0);
    }

    [Fact]
    public async Task Policy_ComesAndGoesWithTheOption()
    {
        await using var cluster = await RunningAsync(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "registry.example:5000/ner:1" },
                NetworkPolicy = new NetworkOptions
                {
                    Callers = ["batch"],
                    MonitoringNamespace = "monitoring",
                    CallsGateway = true,
                    Egress = [new EgressConfig { Cidr = "10.0.0.0/8", Ports = [5432] }],
                },
            }
        );
        var policy = (await cluster.AllAsync<V1NetworkPolicy>()).Single();
        policy
            .Spec.PodSelector.MatchLabels.Should()
            .Equal(new Dictionary<string, string> { [SlipwayGroup.ServiceLabel] = "ner" });
        policy
            .Spec.Ingress[0]
            .FromProperty.Should()
            .HaveCount(3, "gateways, the operator, and the namespace that is named");
        policy.Spec.Ingress[1].Ports.Single().Port.Value.Should().Be("http");
        policy
            .Spec.Egress.SelectMany(each => each.Ports)
            .Select(port => port.Port.Value)
            .Should()
            .Equal("53", "53", "5432", "8080", "8081", "5000");

        await cluster.PatchAsync(new { spec = new { networkPolicy = new { callsGateway = false } } });
        await cluster.UntilAsync(async () =>
            (await cluster.AllAsync<V1NetworkPolicy>()).Single().Spec.Egress.Sum(each => each.Ports.Count) == 4
        );
        await cluster.RemoveAsync("networkPolicy");

        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1NetworkPolicy>()).Count == 0);
    }

    [Fact]
    public async Task Policy_OfSomebodyElse_IsLeftAloneAndToldOf()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.Api.CreateAsync(
            ResourceKind.Of<V1NetworkPolicy>(),
            cluster.Space,
            new V1NetworkPolicy
            {
                Metadata = new V1ObjectMeta { Name = "ner", NamespaceProperty = cluster.Space },
                Spec = new V1NetworkPolicySpec { PodSelector = new V1LabelSelector() },
            },
            Token
        );
        cluster.StartOperator();

        await cluster.CreateAsync(new ModelServiceSpec { Image = "ner:1", NetworkPolicy = new NetworkOptions() });

        await cluster.UntilAsync(status => status.Conditions.Any(each => each.Reason == "NameTaken"));
        (await cluster.AllAsync<V1NetworkPolicy>()).Single().Metadata.OwnerReferences.Should().BeNullOrEmpty();
    }

    private static async Task<OperatorCluster> RunningAsync(ModelServiceSpec spec)
    {
        var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        await cluster.CreateAsync(spec);
        await cluster.UntilAsync(status => status.Stable == 1);
        return cluster;
    }
}
