using System.Text.Json;
using k8s.Models;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

/// <summary>What a gateway is given is what it reads.</summary>
public sealed class GatewayFilesTests
{
    [Fact]
    public void Routes_WithoutOperator_HaveARevisionWithoutEndpointsForEachService()
    {
        var table = Table(Fleets.Newsroom(RenderForm.Plain));

        table.Services.Select(service => service.Service).Should().Equal("facts", "ner", "topic");
        table
            .Services.Should()
            .OnlyContain(service => service.Revisions.Count == 1 && service.Revisions[0].Endpoints.Count == 0);
        table.Services.Should().OnlyContain(service => service.Traffic.Timeout == TimeSpan.FromSeconds(20));
        Fleets
            .Newsroom(RenderForm.Plain)
            .Objects.OfType<V1Service>()
            .Where(each => each.Spec.ClusterIP == "None")
            .Select(each => each.Metadata.Name)
            .Should()
            .Equal(table.Services.Select(service => service.Revisions[0].Service));
        table.Pipelines.Should().ContainSingle().Which.Name.Should().Be("extract");
    }

    [Fact]
    public void Routes_OfASingleHost_LeadToThePortsThatServersAreTold()
    {
        var fleet = Fleets.Newsroom(RenderForm.SingleHost);

        var ports = fleet
            .Objects.OfType<V1Deployment>()
            .Where(each => each.Metadata.Name != "newsroom-gateway")
            .ToDictionary(
                each => each.Metadata.Labels["app.kubernetes.io/name"],
                each => each.Spec.Template.Spec.Containers.Single().Env.ToDictionary(v => v.Name, v => v.Value)
            );
        foreach (var service in Table(fleet).Services)
        {
            var endpoint = service.Revisions.Single().Endpoints.Should().ContainSingle().Subject;
            var told = ports[service.Service];
            endpoint.Http.Should().Be($"http://{told["SLIPWAY_HOST"]}:{told["SLIPWAY_HTTP_PORT"]}");
            endpoint.Grpc.Should().Be($"http://{told["SLIPWAY_HOST"]}:{told["SLIPWAY_GRPC_PORT"]}");
        }

        ports
            .Values.SelectMany(each => (string[])[each["SLIPWAY_HTTP_PORT"], each["SLIPWAY_GRPC_PORT"]])
            .Should()
            .OnlyHaveUniqueItems();
    }

    [Fact]
    public void Volumes_OfASingleHost_AreEachOfOnePod() =>
        Fleets
            .Render("name: f\nservices: { a: { model: m.onnx }, b: { model: 'oci://r/b:1' } }", RenderForm.SingleHost)
            .Objects.OfType<V1Deployment>()
            .SelectMany(each => each.Spec.Template.Spec.Volumes)
            .Select(volume => volume.ConfigMap?.Name ?? volume.PersistentVolumeClaim?.ClaimName ?? volume.Name)
            .Should()
            .OnlyHaveUniqueItems("Podman makes one volume of all that are called the same")
            .And.OnlyContain(name => name.StartsWith("f-", StringComparison.Ordinal));

    [Fact]
    public void Routes_ThatDiffer_AreOfAnotherAuthorAndMakePodsAnew()
    {
        var one = Fleets.Render("name: f\nservices: { a: { model: m.onnx } }");
        var other = Fleets.Render("name: f\nservices: { a: { model: m.onnx, traffic: { timeout: 5s } } }");

        Table(other).Author.Should().NotBe(Table(one).Author);
        Annotation(other).Should().NotBe(Annotation(one));
    }

    [Fact]
    public void Config_OfAGatewayInAPod_ListensEverywhereOnThePodsPorts()
    {
        var fleet = Fleets.Render(
            "name: f\ngateway: { port: 80, grpc_port: 0, max_concurrency: 5 }\nservices: { a: { model: m.onnx } }"
        );

        var config = JsonSerializer.Deserialize(File(fleet, "gateway.json"), DeploymentJson.Default.GatewayConfig)!;
        (config.Host, config.Port, config.GrpcPort, config.MaxConcurrency).Should().Be(("*", 8080, 8081, 5));
        fleet
            .Objects.OfType<V1Service>()
            .Single(each => each.Metadata.Name == "gateway")
            .Spec.Ports.Select(port => (port.Port, port.TargetPort.Value))
            .Should()
            .Equal((80, "http"), (8081, "grpc"));
    }

    private static RoutingTable Table(RenderedFleet fleet) =>
        JsonSerializer.Deserialize(File(fleet, "routes.json"), DeploymentJson.Default.RoutingTable)!;

    private static string File(RenderedFleet fleet, string name) =>
        fleet.Objects.OfType<V1ConfigMap>().Single().Data[name];

    private static string Annotation(RenderedFleet fleet) =>
        fleet
            .Objects.OfType<V1Deployment>()
            .Single(each => each.Metadata.Name == "gateway")
            .Spec.Template.Metadata.Annotations["serving.slipway.dev/files"];
}
