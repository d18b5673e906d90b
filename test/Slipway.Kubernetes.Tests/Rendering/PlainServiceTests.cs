using k8s.Models;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class PlainServiceTests
{
    [Fact]
    public void Pod_OfAModel_HasTheLevelRestricted()
    {
        foreach (var pod in Pods("{ model: m.onnx }"))
        {
            pod.SecurityContext.RunAsNonRoot.Should().BeTrue();
            pod.SecurityContext.RunAsUser.Should().Be(65532);
            pod.SecurityContext.SeccompProfile.Type.Should().Be("RuntimeDefault");
            pod.EnableServiceLinks.Should().BeFalse();
            pod.Containers.Should()
                .OnlyContain(each =>
                    each.SecurityContext.AllowPrivilegeEscalation == false
                    && each.SecurityContext.ReadOnlyRootFilesystem == true
                    && each.SecurityContext.Capabilities.Drop.Single() == "ALL"
                    && each.SecurityContext.Capabilities.Add == null
                );
            pod.Volumes.Should().ContainSingle(volume => volume.EmptyDir != null && volume.EmptyDir.SizeLimit != null);
        }
    }

    [Fact]
    public void Token_OfTheApiServer_IsInTheGatewayAlone()
    {
        var pods = Pods("{ model: m.onnx }");

        pods.Select(pod => (pod.ServiceAccountName, pod.AutomountServiceAccountToken))
            .Should()
            .Equal(("a", false), ("gateway", true));
        var role = One<V1Role>("{ model: m.onnx }");
        role.Rules.Should().ContainSingle().Which.Resources.Should().Equal("endpointslices");
        role.Rules[0].Verbs.Should().Equal("get", "list", "watch");
    }

    [Fact]
    public void Pod_OfAForeignImage_HasTheImagesOwnUserWhoIsNotRoot()
    {
        var pod = Pods("{ image: \"r.example/a:1\" }")[0];

        (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.RunAsUser).Should().Be((true, null));
    }

    [Fact]
    public void Probes_OfAService_AreByItsHealth()
    {
        var container = Container(
            "{ model: m.onnx, health: { start_timeout: 90s, interval: 2500ms, timeout: 400ms, failures: 7 } }"
        );

        var (start, live, ready) = (container.StartupProbe, container.LivenessProbe, container.ReadinessProbe);
        (start.HttpGet.Path, start.PeriodSeconds, start.TimeoutSeconds, start.FailureThreshold)
            .Should()
            .Be(("/v2/health/live", 3, 1, 30), "a model that does not load is no reason for a new start");
        (live.HttpGet.Path, live.FailureThreshold).Should().Be(("/v2/health/live", 7));
        ready.HttpGet.Path.Should().Be("/v2/health/ready");
    }

    [Fact]
    public void Gateway_IsReadyByItself_SoThatOneServiceTakesNoOtherAway()
    {
        var gateway = Pods("{ model: m.onnx }")[1].Containers.Single();

        gateway.ReadinessProbe.HttpGet.Path.Should().Be("/readyz");
        gateway.LivenessProbe.HttpGet.Path.Should().Be("/livez");
        gateway.ReadinessProbe.HttpGet.Scheme.Should().BeNull();
    }

    [Fact]
    public void Stopping_OfAPod_LeavesTimeForCallersForDrainingAndForTheEnd()
    {
        var pod = Pods("{ model: m.onnx, server: { drain_seconds: 7.5 }, health: { stop_timeout: 20s } }")[0];

        var sleep = pod.Containers.Single().Lifecycle.PreStop.Sleep.Seconds;
        sleep.Should().Be(5);
        pod.TerminationGracePeriodSeconds.Should().Be(5 + 8 + 20);
    }

    [Theory]
    [InlineData("$(HOME) and $$", "$$(HOME) and $$$$")]
    [InlineData("costs $5", "costs $5")]
    [InlineData("$request.text", "$request.text")]
    [InlineData("${gateway.url}/x", "http://gateway:8080/x")]
    [InlineData("$${gateway.url}", "${gateway.url}")]
    public void Environment_WhatKubernetesWouldReplace_ComesAsItIs(string value, string written)
    {
        var yaml = $"{{ project: app, environment: {{ X: \"{value}\" }}, arguments: [\"{value}\"] }}";

        var container = Container(yaml);

        container.Env.Should().ContainSingle(variable => variable.Name == "X").Which.Value.Should().Be(written);
        container.Args.Should().Equal(written);
    }

    [Theory]
    [InlineData("{ model: m.onnx, resources: { cpu: 0.5, memory: 1.5GiB } }", "500m", "1536Mi", "500m", "1536Mi")]
    [InlineData("{ model: m.onnx, resources: { cpu: 2, memory: 1GB } }", "2", "1G", "2", "1G")]
    [InlineData("{ model: m.onnx }", "250m", "256Mi", null, null)]
    public void Resources_OfTheManifest_AreBothAskedForAndTheLimit(
        string service,
        string cpu,
        string memory,
        string? mostCpu,
        string? mostMemory
    )
    {
        var resources = Container(service).Resources;

        Text(resources.Requests, "cpu").Should().Be(cpu);
        Text(resources.Requests, "memory").Should().Be(memory);
        Text(resources.Limits, "cpu").Should().Be(mostCpu);
        Text(resources.Limits, "memory").Should().Be(mostMemory);
    }

    [Fact]
    public void Resources_OfAModelWhoseSizeIsKnown_AreReckonedAndSayHow()
    {
        var fleet = FleetRenderer.Render(
            Fleets.Of("name: fleet\nservices: { a: { model: m.onnx, resources: { gpu: 2 } } }"),
            Fleets.Options() with
            {
                Images = new Dictionary<string, string> { ["a"] = "r.example/a:1" },
                ModelBytes = new Dictionary<string, long> { ["a"] = 400L << 20 },
            }
        );

        var pod = fleet.Objects.OfType<V1Deployment>().First().Spec.Template;
        var resources = pod.Spec.Containers.Single().Resources;
        Text(resources.Requests, "memory").Should().Be("1200Mi", "96 and 1100, in steps of 16");
        Text(resources.Limits, "memory").Should().Be("2400Mi");
        Text(resources.Limits, "nvidia.com/gpu").Should().Be("2");
        pod.Metadata.Annotations["serving.slipway.dev/resources-from"]
            .Should()
            .Be(
                "cpu: a default, no limit; memory: 96Mi for the server and 2.75 times the model's 419430400 bytes, as measured while "
                    + "loading; the limit is 2 times that; gpu: the manifest"
            );
    }

    [Theory]
    [InlineData("replicas: 1", "ReadWriteOnce", "Recreate")]
    [InlineData("replicas: 2", "ReadWriteMany", "RollingUpdate")]
    [InlineData("scaling: true", "ReadWriteMany", "RollingUpdate")]
    [InlineData("kubernetes: { cache: { shared: true } }", "ReadWriteMany", "RollingUpdate")]
    public void Cache_OfAModelAtAnAddress_IsAVolumeThatItsPodsCanMount(string service, string mode, string strategy)
    {
        var yaml = $"{{ model: \"oci://registry.example:5000/a:1\", {service} }}";

        var claim = One<V1PersistentVolumeClaim>(yaml);
        claim.Spec.AccessModes.Should().Equal(mode);
        Text(claim.Spec.Resources.Requests, "storage").Should().Be("10Gi");
        One<V1Deployment>(yaml).Spec.Strategy.Type.Should().Be(strategy);
        Container(yaml)
            .Command.Should()
            .Equal(
                "/slipway/Slipway.Server",
                "serve",
                "oci://registry.example:5000/a:1",
                "--name",
                "a",
                "--cache-dir",
                "/var/cache/slipway",
                "--max-cache-bytes",
                "9663676416"
            );
        One<V1NetworkPolicy>(yaml)
            .Spec.Egress.Should()
            .Contain(rule => rule.To == null && rule.Ports.Count == 1 && rule.Ports[0].Port.Value == "5000");
    }

    [Fact]
    public void Network_OfAService_IsOpenForWhatIsNamedAlone()
    {
        const string Closed = "{ model: m.onnx }";
        const string Open =
            "{ project: app, environment: { G: \"${gateway.grpc}\" }, kubernetes: { egress: [{ namespace: db, ports: [5432] }] } }";

        One<V1NetworkPolicy>(Closed).Spec.Egress.Should().ContainSingle("names are asked for by everybody");
        One<V1NetworkPolicy>(Closed)
            .Spec.Ingress.Should()
            .ContainSingle()
            .Which.FromProperty.Single()
            .PodSelector.MatchLabels["app.kubernetes.io/name"]
            .Should()
            .Be("gateway");
        var egress = One<V1NetworkPolicy>(Open).Spec.Egress;
        egress.Should().HaveCount(3);
        egress
            .Should()
            .Contain(rule =>
                rule.To != null
                && rule.To.Any(peer => peer.PodSelector != null)
                && rule.Ports.Any(port => port.Port.Value == "8081")
            );
        egress.Should().Contain(rule => rule.Ports.Any(port => port.Port.Value == "5432"));
    }

    [Fact]
    public void Monitoring_IsLetInAndToldWhatToAsk()
    {
        var fleet = Fleets.Render(
            "name: fleet\nkubernetes: { monitoring: { namespace: prom, labels: { release: p } } }\nservices: { a: { model: m.onnx } }"
        );

        fleet
            .Objects.OfType<V1NetworkPolicy>()
            .Single(each => each.Metadata.Name == "a")
            .Spec.Ingress.Should()
            .Contain(rule => rule.FromProperty.Any(peer => peer.NamespaceSelector != null));
        var monitors = fleet.Objects.OfType<Slipway.Kubernetes.Resources.Foreign.ServiceMonitor>().ToList();
        monitors.Should().HaveCount(2).And.OnlyContain(each => each.Metadata.Labels["release"] == "p");
        var services = fleet.Objects.OfType<V1Service>().ToList();
        foreach (var selector in monitors.Select(each => each.Spec.Selector.MatchLabels))
        {
            services
                .Where(each => selector.All(pair => each.Metadata.Labels[pair.Key] == pair.Value))
                .Should()
                .ContainSingle("no pod is asked twice");
        }
    }

    [Fact]
    public void Autoscaler_ByRequests_HasTheTargetOfTheManifest()
    {
        var scaler = One<V2HorizontalPodAutoscaler>(
            "{ model: m.onnx, scaling: { min: 0, max: 3, target: 2.5 }, kubernetes: { autoscale: { metric: concurrency } } }"
        );

        (scaler.Spec.MinReplicas, scaler.Spec.MaxReplicas).Should().Be((1, 3));
        var metric = scaler.Spec.Metrics.Single().Pods;
        (metric.Metric.Name, metric.Target.AverageValue.ToString()).Should().Be(("slipway_inference_active", "2500m"));
    }

    [Fact]
    public void Notes_SayWhatIsNotCarriedOver()
    {
        var fleet = Fleets.Render(
            """
            name: fleet
            gateway: { tls: { certificate: f.pem, key: f.pem }, auth: { keys_file: f.pem } }
            services:
              a: { model: m.onnx, scaling: { min: 0 }, rollout: { strategy: blue-green } }
              b: { model: m.onnx, starts_after: [a] }
            """
        );

        fleet
            .Notes.Should()
            .SatisfyRespectively(
                one => one.Should().StartWith("a: releases by 'blue-green' take the operator"),
                two => two.Should().StartWith("a: scaling.min is 0"),
                three => three.Should().StartWith("b: starts_after has no meaning"),
                four => four.Should().Contain("kubectl create secret tls gateway-tls --cert=f.pem --key=f.pem"),
                five => five.Should().Contain("kubectl create secret generic gateway-keys --from-file=keys=f.pem")
            );
        var gateway = fleet.Objects.OfType<V1Deployment>().Single(each => each.Metadata.Name == "gateway");
        gateway
            .Spec.Template.Spec.Volumes.Select(volume => volume.Secret?.SecretName)
            .Should()
            .Contain("gateway-tls")
            .And.Contain("gateway-keys");
        gateway.Spec.Template.Spec.Containers.Single().ReadinessProbe.HttpGet.Scheme.Should().Be("HTTPS");
    }

    private static string? Text(IDictionary<string, ResourceQuantity>? quantities, string key) =>
        quantities is not null && quantities.TryGetValue(key, out var value) ? value.ToString() : null;

    private static List<V1PodSpec> Pods(string service) =>
        [.. Objects(service).OfType<V1Deployment>().Select(each => each.Spec.Template.Spec)];

    private static V1Container Container(string service) => Pods(service)[0].Containers.Single();

    private static T One<T>(string service) => Objects(service).OfType<T>().First();

    private static IEnumerable<object> Objects(string service) =>
        Fleets.Render($"name: fleet\nservices:\n  a: {service}\n").Objects;
}
