using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

/// <summary>What the form 'resources' makes of a service.</summary>
public sealed class ModelServicesTests
{
    [Fact]
    public void Scaling_WithoutAMetric_IsLeftToTheOperator()
    {
        var spec = Spec("{ model: m.onnx, scaling: { min: 0, max: 3 } }");

        (spec.Scaling!.Min, spec.Autoscale).Should().Be((0, null));
    }

    [Fact]
    public void Scaling_ByAMetric_IsAnAutoscalersAndNeverZero()
    {
        var fleet = Fleet("{ model: m.onnx, scaling: { min: 0 }, kubernetes: { autoscale: { metric: cpu } } }");

        var spec = Spec(fleet);
        (spec.Scaling!.Min, spec.Autoscale!.Metric, spec.HasAutoscaler()).Should().Be((1, AutoscaleMetric.Cpu, true));
        fleet.Notes.Should().ContainSingle().Which.Should().Contain("a: scaling.min is 0");
    }

    [Fact]
    public void Metric_WithoutScaling_IsNotWritten() =>
        Spec("{ model: m.onnx, kubernetes: { autoscale: { metric: cpu } } }").Autoscale.Should().BeNull();

    [Fact]
    public void Network_IsClosedAsInThePlainForm()
    {
        const string service =
            "{ model: m.onnx, environment: { ASKS: '${gateway.url}/models/b' }, kubernetes: { egress: [ { namespace: db } ] } }";

        var closed = Spec(service, "{ registry: registry.example, monitoring: {} }").NetworkPolicy!;

        (closed.CallsGateway, closed.MonitoringNamespace).Should().Be((true, "monitoring"));
        closed.Egress.Should().ContainSingle().Which.Namespace.Should().Be("db");
        Spec(service, "{ registry: registry.example, network_policy: false }").NetworkPolicy.Should().BeNull();
    }

    [Fact]
    public void Cache_OfAModelAtAnAddress_IsAsInThePlainForm()
    {
        var cache = Spec(
            "{ model: \"oci://registry.example/ner:1\", kubernetes: { cache: { size: 20GiB } } }",
            "{ registry: registry.example, storage_class: fast }"
        ).Cache;

        cache.Should().Be(new CacheOptions { Size = "20Gi", StorageClassName = "fast" });
        Spec("{ model: m.onnx }").Cache.Should().BeNull();
    }

    [Fact]
    public void Prepull_IsTheOperators()
    {
        Spec("{ model: m.onnx, kubernetes: { prepull: true } }").Prepull.Should().BeTrue();
        Spec("{ model: m.onnx }").Prepull.Should().BeNull();
    }

    private static RenderedFleet Fleet(string service, string? kubernetes = null) =>
        Fleets.Render(
            $"""
            name: fleet
            kubernetes: {kubernetes ?? "{ registry: registry.example }"}
            services:
              a: {service}
            """,
            RenderForm.Resources
        );

    private static ModelServiceSpec Spec(string service, string? kubernetes = null) => Spec(Fleet(service, kubernetes));

    private static ModelServiceSpec Spec(RenderedFleet fleet) => fleet.Objects.OfType<ModelService>().Single().Spec;
}
