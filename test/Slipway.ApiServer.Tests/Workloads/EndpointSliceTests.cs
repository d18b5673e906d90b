using k8s;
using k8s.Models;
using Slipway.ApiServer.Workloads;

namespace Slipway.ApiServer.Tests.Workloads;

public sealed class EndpointSliceTests : WorkloadTest
{
    [Fact]
    public async Task Service_OfPods_HasTheirAddressesAndStates()
    {
        Workloads.ForAll(PodBehaviour.Ready(TimeSpan.FromSeconds(5)) with { StopTakes = TimeSpan.FromSeconds(10) });
        await DeployAsync("web", 2);
        await MakeServiceAsync();
        var slice = await SliceAsync();
        slice.Endpoints.Should().HaveCount(2).And.OnlyContain(endpoint => endpoint.Conditions.Ready == false);
        slice.Ports.Should().ContainSingle().Which.Port.Should().Be(8080);
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        (await SliceAsync()).Endpoints.Should().OnlyContain(endpoint => endpoint.Conditions.Ready == true);

        var pod = (await PodsAsync("web"))[0];
        await Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, Space, cancellationToken: Cancelled);
        var leaving = (await SliceAsync()).Endpoints.Single(endpoint => endpoint.TargetRef.Uid == pod.Metadata.Uid);
        leaving.Addresses.Should().Equal(pod.Status.PodIP);
        leaving.Conditions.Ready.Should().BeFalse();
        leaving.Conditions.Serving.Should().BeTrue();
        leaving.Conditions.Terminating.Should().BeTrue();
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        (await SliceAsync()).Endpoints.Should().NotContain(endpoint => endpoint.TargetRef.Uid == pod.Metadata.Uid);
    }

    [Fact]
    public async Task Service_WithoutPods_HasAnEmptySlice()
    {
        await MakeServiceAsync();
        (await SliceAsync()).Endpoints.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Pod_WithAnAddressAndPortOfItsOwn_IsReachedThere()
    {
        var body = Deployment("web");
        body.Spec.Template.Metadata.Annotations = new Dictionary<string, string>
        {
            [ClusterWorkloads.AddressAnnotation] = "127.0.0.1",
            [ClusterWorkloads.PortAnnotation] = "40123",
        };
        await Client.AppsV1.CreateNamespacedDeploymentAsync(body, Space, cancellationToken: Cancelled);
        await MakeServiceAsync();
        var slice = await SliceAsync();
        slice.Endpoints.Should().ContainSingle().Which.Addresses.Should().Equal("127.0.0.1");
        slice.Ports.Should().ContainSingle().Which.Port.Should().Be(40123);
    }

    [Fact]
    public async Task Service_ThatIsDeleted_TakesItsSlicesAlong()
    {
        await MakeServiceAsync();
        await SliceAsync();
        await Client.CoreV1.DeleteNamespacedServiceAsync("web", Space, cancellationToken: Cancelled);
        await SettledAsync();
        var left = await Client.DiscoveryV1.ListNamespacedEndpointSliceAsync(Space, cancellationToken: Cancelled);
        left.Items.Should().BeEmpty();
    }

    private async Task<V1EndpointSlice> SliceAsync()
    {
        await SettledAsync();
        var list = await Client.DiscoveryV1.ListNamespacedEndpointSliceAsync(
            Space,
            labelSelector: "kubernetes.io/service-name=web",
            cancellationToken: Cancelled
        );
        return list.Items.Should().ContainSingle().Subject;
    }

    private Task<V1Service> MakeServiceAsync() =>
        Client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1ServiceSpec
                {
                    Selector = new Dictionary<string, string> { ["app"] = "web" },
                    Ports =
                    [
                        new V1ServicePort
                        {
                            Port = 80,
                            TargetPort = 8080,
                            Name = "http",
                        },
                    ],
                },
            },
            Space,
            cancellationToken: Cancelled
        );
}
