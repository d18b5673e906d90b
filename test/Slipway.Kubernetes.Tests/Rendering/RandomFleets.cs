using CsCheck;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Tests.Rendering;

/// <summary>Manifests of any kind that validation lets through.</summary>
internal static class RandomFleets
{
    private static readonly Gen<string> Text = OneOf(
        "",
        "plain",
        "yes",
        "1e3",
        "$(X) $$ $",
        "a: b # c",
        "two\nlines",
        "{{ x }}",
        "${gateway.url}/models",
        "\"'\\"
    );

    private static readonly Gen<Dictionary<string, string>?> Variables = Gen.Dictionary(
            OneOf("A", "B_1", "c-d", "OTEL_SERVICE_NAME", "e.f"),
            Text
        )[0, 4]
        .Null();

    private static readonly Gen<ScalingConfig?> Scaling = Gen.Select(
            Gen.Int[0, 5],
            Gen.Int[0, 5],
            Gen.Double[0.1, 50],
            (min, more, target) =>
                new ScalingConfig
                {
                    Min = min,
                    Max = Math.Max(1, min + more),
                    Target = target,
                }
        )
        .Null();

    private static readonly Gen<ResourcesConfig?> Resources = Gen.Select(
            Gen.Double[0.001, 64].Nullable(),
            OneOf<string?>(null, "512MB", "1.5GiB", "12345"),
            Gen.Int[1, 8].Nullable(),
            (cpu, memory, gpu) =>
                new ResourcesConfig
                {
                    Cpu = cpu,
                    Memory = memory,
                    Gpu = gpu,
                }
        )
        .Null();

    private static readonly Gen<ServiceKubernetesConfig?> Own = Gen.Select(
            Gen.Bool,
            Gen.Enum<AutoscaleMetric>().Nullable(),
            Gen.Bool.Nullable(),
            Gen.Bool,
            (tolerates, metric, shared, egress) =>
                new ServiceKubernetesConfig
                {
                    Tolerations = tolerates
                        ? [new TolerationConfig { Key = "gpu", Value = "a" }, new TolerationConfig()]
                        : [],
                    Autoscale = new AutoscaleConfig { Metric = metric },
                    Cache = new CacheConfig { Shared = shared },
                    Egress = egress
                        ?
                        [
                            new EgressConfig { Cidr = "10.0.0.0/8", Ports = [5432] },
                            new EgressConfig { Namespace = "db" },
                        ]
                        : [],
                }
        )
        .Null();

    private static readonly Gen<ServiceConfig> Service = Gen.Select(
        OneOf("image", "project", "file", "oci"),
        Variables,
        Gen.Int[0, 4].Nullable(),
        Scaling,
        Resources,
        Own,
        Gen.Select(Text.List[0, 3], Gen.Double[0, 90].Nullable(), Gen.Int[1, 100_000]),
        (kind, environment, replicas, scaling, resources, own, others) =>
            new ServiceConfig
            {
                Image = kind == "image" ? "registry.example/x@sha256:0123" : null,
                Project = kind == "project" ? "/app" : null,
                Model =
                    kind == "file" ? "/m.onnx"
                    : kind == "oci" ? "oci://registry.example:5000/team/m:1"
                    : null,
                Environment = environment,
                Replicas = scaling is null ? replicas : null,
                Scaling = scaling,
                Resources = resources,
                Kubernetes = own,
                Arguments = kind is "image" or "project" ? others.Item1 : null,
                Server = new ServerConfig { DrainSeconds = others.Item2, Mcp = others.Item2 > 45 },
                Health = new HealthConfig { StartTimeout = TimeSpan.FromMilliseconds(others.Item3) },
            }
    );

    public static Gen<FleetManifest> All { get; } =
        Gen.Select(
            Gen.Dictionary(OneOf("a", "b-c", "d1", "long-name-of-a-service-0123456789-abcdef"), Service)[1, 4],
            Gen.Bool,
            Gen.Bool,
            Gen.Bool,
            Gen.Int[1, 3],
            (services, policies, monitoring, routes, gateways) =>
                new FleetManifest
                {
                    Name = "fleet",
                    Target = FleetTarget.Kubernetes,
                    Services = services,
                    Kubernetes = new KubernetesConfig
                    {
                        NetworkPolicy = policies,
                        Monitoring = monitoring ? new MonitoringConfig() : null,
                        Route = routes ? new RouteConfig { Gateway = "edge", GrpcHosts = ["grpc.example.com"] } : null,
                        Gateway = new KubernetesGatewayConfig { Replicas = gateways },
                        ImagePullSecrets = routes ? ["pull"] : [],
                    },
                }
        );

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
