using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Service;

namespace Slipway.AspNetCore.Tests.Service;

public sealed class ServiceArgumentsTests
{
    [Fact]
    public void Read_NothingOnTheCommandLine_IsWhatTheEnvironmentSays()
    {
        var environment = Environment(
            ("SLIPWAY_HOST", "*"),
            ("SLIPWAY_HTTP_PORT", "9001"),
            ("SLIPWAY_GRPC_PORT", "9002")
        );

        var read = ServiceArguments.Read(["--http-port", "9003"], environment);

        read.Problems.Should().BeEmpty();
        (read.Options.Host, read.Options.HttpPort, read.Options.GrpcPort).Should().Be(("*", 9003, 9002));
    }

    [Fact]
    public void Read_NothingAnywhere_IsTheDefault()
    {
        var read = ServiceArguments.Read([], Environment());

        (read.Options.Host, read.Options.HttpPort, read.Options.GrpcPort).Should().Be(("127.0.0.1", 8080, 8081));
    }

    [Fact]
    public void Read_EnvironmentThatIsNoPort_IsTold() =>
        ServiceArguments
            .Read([], Environment(("SLIPWAY_HTTP_PORT", "http")))
            .Problems.Should()
            .Equal("The environment variable SLIPWAY_HTTP_PORT must be a port from 0 to 65535, not 'http'.");

    private static ServiceEnvironment Environment(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    [Fact]
    public void Read_OptionsOfServe_AreTakenAndOthersLeft()
    {
        var read = ServiceArguments.Read([
            "--http-port",
            "0",
            "--grpc-port=9001",
            "--host",
            "*",
            "--log-level",
            "warning",
            "--management",
            "9002",
            "--drain-seconds",
            "1.5",
            "--memory-budget",
            "2GB",
            "--readiness",
            "lenient",
            "--mcp",
            "true",
            "--mcp-origin",
            "https://a.example",
            "--mcp-origin=http://b.example:8080/",
            "--Models",
            "mine",
            "file",
        ]);
        var server = new ModelServerOptions();
        read.Apply(server);

        read.Problems.Should().BeEmpty();
        read.Options.HttpPort.Should().Be(0);
        read.Options.GrpcPort.Should().Be(9001);
        read.Options.Host.Should().Be("*");
        read.Options.LogLevel.Should().Be(LogLevel.Warning);
        read.Options.Management.Should().Be(new ManagementPlace(ManagementMode.Listener, 9002));
        server.Management.Should().Be(ManagementMode.Listener);
        server.Mcp.Should().BeTrue();
        server.McpOrigins.Should().Equal("https://a.example", "http://b.example:8080/");
        server.DrainDelay.Should().Be(TimeSpan.FromSeconds(1.5));
        server.Lifecycle.MemoryBudget.Should().Be(2_000_000_000);
        server.Readiness.Should().Be(ReadinessMode.Lenient);
    }

    [Fact]
    public void Read_Nothing_IsWhatTheServerHas()
    {
        var read = ServiceArguments.Read([]);
        read.Options.Should().Be(new ServiceOptions());
        (read.Options.Host, read.Options.HttpPort, read.Options.GrpcPort).Should().Be(("127.0.0.1", 8080, 8081));
    }

    [Fact]
    public void Read_SeveralMistakes_AreToldAtOnce() =>
        ServiceArguments
            .Read([
                "--http-port",
                "70000",
                "--readiness",
                "3",
                "--max-request-bytes",
                "0",
                "--drain-seconds",
                "-1",
                "--mcp-origin",
                "tools.example.com",
                "--host",
            ])
            .Problems.Should()
            .Equal(
                "--http-port '70000' must be a port from 0 to 65535.",
                "--readiness '3' must be one of strict, lenient.",
                "--max-request-bytes '0' must be a number of bytes from 1 to 2147483647.",
                "--drain-seconds '-1' must be from 0 to 86400.",
                "--mcp-origin 'tools.example.com' must be an origin such as https://tools.example.com: a scheme, a name and maybe "
                    + "a port, no path.",
                "--host needs a value."
            );

    [Theory]
    [InlineData("--http-port and --grpc-port are both 9000", "--http-port", "9000", "--grpc-port", "9000")]
    [InlineData("--management 8080 is a port of inference", "--management", "8080")]
    [InlineData("'nowhere' is no IP address", "--host", "nowhere")]
    public void Read_OptionsThatDoNotGoTogether_AreRefused(string expected, params string[] arguments) =>
        ServiceArguments.Read(arguments).Problems.Should().ContainSingle().Which.Should().Contain(expected);
}
