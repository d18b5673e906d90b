using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Tests.Services;

public sealed class LaunchPlanTests
{
    private static readonly ReplicaRecord Replica = new()
    {
        Name = "ner-3-1",
        Service = "ner",
        Revision = 3,
        Index = 1,
        Epoch = 0,
        HttpPort = 20001,
        GrpcPort = 20002,
    };

    [Fact]
    public void Of_Image_GetsItsSettingsBehindItsCommandAndNothingOfThisMachine()
    {
        var start = LaunchPlan.Of(
            Revision(LaunchKind.Image, "registry.example/ner:1", "sha256:abc"),
            Replica,
            "/logs/ner.out",
            ("http://127.0.0.1:8080", "http://127.0.0.1:8081")
        );

        start.File.Should().Be("registry.example/ner:1");
        start.Image.Should().Be(new Supervisor.Processes.ImageStart("sha256:abc", 20001, 20002));
        start.Arguments.Should().Equal("--log-level", "debug", "--extra", "http://127.0.0.1:8080");
        start
            .Environment.Should()
            .BeEquivalentTo(
                new Dictionary<string, string>
                {
                    ["GATEWAY"] = "http://127.0.0.1:8080",
                    ["SLIPWAY_SERVICE"] = "ner",
                    ["SLIPWAY_REVISION"] = "3",
                    ["OTEL_SERVICE_NAME"] = "ner",
                }
            );
        start.Limits.MemoryBytes.Should().Be(64_000_000);
        start.Limits.Cpu.Should().Be(0.5);
    }

    [Fact]
    public void Of_Model_IsServedWhereTheReplicaListens()
    {
        var start = LaunchPlan.Of(
            Revision(LaunchKind.Model, "oci://registry.example/ner:1", null),
            Replica,
            "/logs/ner.out",
            (null, null)
        );

        start.Image.Should().BeNull();
        start.File.Should().Be("/server");
        start
            .Arguments.Should()
            .Equal(
                "serve",
                "oci://registry.example/ner:1",
                "--name",
                "ner",
                "--log-level",
                "debug",
                "--host",
                "127.0.0.1",
                "--http-port",
                "20001",
                "--grpc-port",
                "20002",
                "--extra",
                ""
            );
        start.Environment.Should().ContainKey("PATH", "it has what this process has");
    }

    private static RevisionRecord Revision(LaunchKind kind, string address, string? digest) =>
        new()
        {
            Service = "ner",
            Number = 3,
            Key = "",
            Created = DateTimeOffset.UnixEpoch,
            Launch = new ServiceLaunch
            {
                Kind = kind,
                Source = "somewhere",
                Address = address,
                Digest = digest,
                Program = new ProgramSpec { File = kind == LaunchKind.Image ? "" : "/server", Arguments = [] },
            },
            Config = new ServiceConfig
            {
                Environment = new() { ["GATEWAY"] = "${gateway.url}" },
                Arguments = ["--extra", "${gateway.url}"],
                Server = new ServerConfig { LogLevel = "debug" },
                Resources = new ResourcesConfig { Cpu = 0.5, Memory = "64MB" },
            },
        };
}
