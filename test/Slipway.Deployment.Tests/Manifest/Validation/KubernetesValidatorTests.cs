using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Deployment.Tests.Manifest.Validation;

public sealed class KubernetesValidatorTests
{
    private static readonly ManifestOptions Options = new()
    {
        Target = FleetTarget.Kubernetes,
        EnvironmentVariables = _ => null,
    };

    [Theory]
    [InlineData("{ namespace: A }", "namespace: 'A' cannot be the name of a namespace: lower-case letters*at most 63")]
    [InlineData("{ registry: 'https://r' }", "registry: 'https://r' is nothing that images can be pushed under*")]
    [InlineData("{ registry: R.example }", "registry: 'R.example' is nothing*")]
    [InlineData("{ image_pull_secrets: [ok, a_b] }", "image_pull_secrets[1]: 'a_b' cannot be the name of a secret*")]
    [InlineData("{ server_image: 'a b' }", "server_image: 'a b' is no reference of an image*")]
    [InlineData("{ storage_class: '' }", "storage_class: '' cannot be the name of a storage class*")]
    [InlineData("{ node_selector: { 'a b': c } }", "node_selector.a b: 'a b' cannot be the key of a label*")]
    [InlineData("{ node_selector: { a: 'b c' } }", "node_selector.a: 'b c' cannot be the value of a label*")]
    [InlineData("{ tolerations: [{ value: x }] }", "tolerations[0].value: a value belongs to a key*")]
    [InlineData("{ tolerations: [{ key: -a }] }", "tolerations[0].key: '-a' cannot be the key of a taint*")]
    [InlineData(
        "{ tolerations: [{ key: a, effect: NoSchedul }] }",
        "tolerations[0].effect: 'NoSchedul' is not one of *(did you mean 'NoSchedule'?)"
    )]
    [InlineData("{ gateway: { replicas: 0 } }", "gateway.replicas: must be from 1 to 100, not 0")]
    [InlineData(
        "{ gateway: { resources: { gpu: 1 } } }",
        "gateway.resources.gpu: the gateway computes nothing on GPUs*"
    )]
    [InlineData("{ gateway: { resources: { memory: x } } }", "gateway.resources.memory: 'x' is not a size*")]
    [InlineData("{ route: true }", "route: 'gateway' is missing*")]
    [InlineData("{ route: { gateway: e, hosts: ['a b'] } }", "route.hosts[0]: 'a b' is no host name*")]
    [InlineData(
        "{ route: { gateway: e, hosts: [a.b], grpc_hosts: [a.b] } }",
        "route.grpc_hosts[0]: 'a.b' is among 'hosts' too*"
    )]
    [InlineData("{ monitoring: { interval: 5ms } }", "monitoring.interval: must be 1s at least")]
    [InlineData("{ monitoring: { namespace: A } }", "monitoring.namespace: 'A' cannot be the name of a namespace*")]
    [InlineData("{ monitoring: 5 }", "monitoring: 5 is not a mapping*")]
    public void Read_AFleetWithAMistake_NamesTheValueAndTheRemedy(string kubernetes, string expected) =>
        ManifestFolder
            .Problems($"kubernetes: {kubernetes}\nservices: {{ a: {{ model: m.onnx }} }}\n", Options)
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match($"1:* kubernetes.{expected}");

    [Theory]
    [InlineData(
        "kubernetes: { priority_class: A }",
        "kubernetes.priority_class: 'A' cannot be the name of a PriorityClass*"
    )]
    [InlineData(
        "kubernetes: { runtime_class: A }",
        "kubernetes.runtime_class: 'A' cannot be the name of a RuntimeClass*"
    )]
    [InlineData(
        "kubernetes: { image_pull_policy: always }",
        "kubernetes.image_pull_policy: 'always' is not one of Always, IfNotPresent, Never*"
    )]
    [InlineData(
        "kubernetes: { autoscale: { metric: memory } }",
        "kubernetes.autoscale.metric: \"memory\" is not one of requests, cpu, concurrency"
    )]
    [InlineData("kubernetes: { autoscale: { cpu_percent: 0 } }", "kubernetes.autoscale.cpu_percent: must be from 1 *")]
    [InlineData("kubernetes: { cache: { size: big } }", "kubernetes.cache.size: 'big' is not a size*")]
    [InlineData("kubernetes: { egress: [{}] }", "kubernetes.egress[0]: exactly one of 'cidr' and 'namespace'*")]
    [InlineData(
        "kubernetes: { egress: [{ cidr: 10.0.0.0 }] }",
        "kubernetes.egress[0].cidr: '10.0.0.0' is no range of addresses, such as 10.0.0.0/8"
    )]
    [InlineData(
        "kubernetes: { egress: [{ namespace: db, ports: [0] }] }",
        "kubernetes.egress[0].ports[0]: must be from 1 to 65535, not 0"
    )]
    [InlineData("resources: { gpu: 0 }", "resources.gpu: must be from 1 to 64, not 0")]
    [InlineData(
        "environment: { 'A:B': x }",
        "environment.A:B: 'A:B' cannot be the name of an environment variable on K*"
    )]
    [InlineData("server: { ca_file: f.pem }", "server.ca_file: files of this machine are not in a pod*")]
    [InlineData(
        "server: { require_signature: [f.pem] }",
        "server.require_signature: files of this machine are not in*"
    )]
    public void Read_AServiceWithAMistake_NamesTheValueAndTheRemedy(string service, string expected) =>
        ManifestFolder
            .Problems($"services:\n  a: {{ model: m.onnx, {service} }}\n", Options)
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match($"2:* services.a.{expected}");

    [Theory]
    [InlineData(FleetTarget.Process, "process")]
    [InlineData(FleetTarget.Container, "container")]
    public void Read_GpusOfAnotherTarget_AreRefused(FleetTarget target, string name) =>
        ManifestFolder
            .Problems(
                "services:\n  a: { model: m.onnx, resources: { gpu: 1 } }\n",
                new ManifestOptions { Target = target }
            )
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match($"2:* services.a.resources.gpu: the target '{name}' has no GPUs to give; 'kubernetes' has");

    [Fact]
    public void Read_WhatIsRight_IsBoundWithItsDefaults()
    {
        var manifest = ManifestFolder.Valid(
            """
            target: kubernetes
            kubernetes: { monitoring: true, network_policy: false, route: { gateway: edge, hosts: ["*.example.com"] } }
            defaults: { kubernetes: { node_selector: { pool: models } } }
            services:
              a: { image: "r.example/a:1", kubernetes: { autoscale: { metric: concurrency } } }
            """
        );

        var (fleet, service) = (manifest.Kubernetes, manifest.Services["a"].Kubernetes!);
        (fleet.Monitoring!.Namespace, fleet.NetworkPolicy, fleet.Gateway.Replicas)
            .Should()
            .Be(("monitoring", false, 2));
        service.NodeSelector.Should().ContainKey("pool", "it is everybody's");
        (service.Autoscale.Metric, service.Autoscale.CpuPercent, service.Cache.Size)
            .Should()
            .Be((AutoscaleMetric.Concurrency, 70, "10GiB"));
    }
}
